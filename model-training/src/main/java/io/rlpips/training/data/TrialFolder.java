package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One family of a judged set on disk: folders side by side whose files belong together by their names.
 *
 * @param path of the family's folder
 * @param trials in the order of their names
 */
record TrialFolder(Path path, List<Trial> trials) {
    private static final String JUDGMENT_SUFFIX = ".npy";

    /**
     * The files of one trial.
     *
     * @param number the file name without its ending
     * @param pictures in the order of the folders asked for
     */
    record Trial(String number, List<Path> pictures, Path judgment) {}

    String family() {
        return path.getFileName().toString();
    }

    /**
     * @param split a folder of family folders
     * @return the family folders in alphabetical order
     * @throws RlpipsException CONTENT_NOT_FOUND if there is no such folder or no family in it
     */
    static List<Path> families(Path split) {
        List<Path> families =
                listed(split).stream().filter(Files::isDirectory).sorted().toList();
        if (families.isEmpty()) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, split + " holds no folder of a family");
        }
        return families;
    }

    /**
     * @param family its folder
     * @param pictureFolders names of the folders with pictures
     * @param judgmentFolder name of the folder with judgments
     * @throws RlpipsException CONTENT_NOT_FOUND naming the file that a trial lacks; CONTENT_MISMATCH for two files of
     *     one trial in one folder
     */
    static TrialFolder open(Path family, List<String> pictureFolders, String judgmentFolder) {
        Map<String, Map<String, Path>> found = new LinkedHashMap<>();
        for (String folder : pictureFolders) {
            found.put(folder, byNumber(family.resolve(folder), false));
        }
        found.put(judgmentFolder, byNumber(family.resolve(judgmentFolder), true));
        SortedSet<String> numbers = new TreeSet<>();
        found.values().forEach(files -> numbers.addAll(files.keySet()));
        List<Trial> trials = new ArrayList<>(numbers.size());
        for (String number : numbers) {
            found.forEach((folder, files) -> requireComplete(family.resolve(folder), number, files, numbers.size()));
            trials.add(new Trial(
                    number,
                    pictureFolders.stream()
                            .map(folder -> found.get(folder).get(number))
                            .toList(),
                    found.get(judgmentFolder).get(number)));
        }
        return new TrialFolder(family, List.copyOf(trials));
    }

    private static void requireComplete(Path folder, String number, Map<String, Path> files, int trials) {
        if (!files.containsKey(number)) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "%s is missing: the folder holds %d of %d trials"
                            .formatted(folder.resolve(number), files.size(), trials));
        }
    }

    private static Map<String, Path> byNumber(Path folder, boolean judgments) {
        Map<String, Path> files = new TreeMap<>();
        for (Path file : listed(folder)) {
            String name = file.getFileName().toString();
            if (judgments ? name.endsWith(JUDGMENT_SUFFIX) && !name.startsWith(".") : PictureFiles.isPicture(name)) {
                Path other = files.put(name.substring(0, name.lastIndexOf('.')), file);
                if (other != null) {
                    throw new RlpipsException(
                            FailureCategory.CONTENT_MISMATCH,
                            "%s and %s belong to one trial".formatted(other, file.getFileName()));
                }
            }
        }
        return files;
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read the folder %s of a judged set: %s"
                            .formatted(folder, unreadable.getClass().getSimpleName()),
                    unreadable);
        }
    }
}
