package io.rlpips.training.triplet;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.JudgmentFile;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes trials into one family's folder in BAPPS' layout. Thread-safe for trials of different numbers.
 *
 * @param folder of the family
 * @param pictureFolders names of the folders of pictures
 * @param judgmentFolder name of the folder of judgments
 */
public record TrialWriter(Path folder, List<String> pictureFolders, String judgmentFolder) {
    /** Of a reference and two pictures, with the share of judges to whom the second is nearer. */
    public static TrialWriter triplets(Path folder) {
        return new TrialWriter(folder, List.of("ref", "p0", "p1"), "judge").made();
    }

    /** Of two pictures, with the share of judges to whom they are the same. */
    public static TrialWriter pairs(Path folder) {
        return new TrialWriter(folder, List.of("p0", "p1"), "same").made();
    }

    private TrialWriter made() {
        try {
            for (String name : pictureFolders) {
                Files.createDirectories(folder.resolve(name));
            }
            Files.createDirectories(folder.resolve(judgmentFolder));
        } catch (IOException failure) {
            throw unwritable(failure);
        }
        return this;
    }

    /**
     * @param pictures in the order of the folders
     * @param judgment 0 to 1
     * @throws RlpipsException INTERNAL where the files cannot be written
     */
    public void write(int number, List<RgbImage> pictures, float judgment) {
        String name = "%06d".formatted(number);
        try {
            for (int i = 0; i < pictures.size(); i++) {
                Path file = folder.resolve(pictureFolders.get(i)).resolve(name + ".png");
                Files.write(file, PictureEncoder.png(pictures.get(i)));
            }
            JudgmentFile.write(folder.resolve(judgmentFolder).resolve(name + ".npy"), judgment);
        } catch (IOException failure) {
            throw unwritable(failure);
        }
    }

    private RlpipsException unwritable(IOException failure) {
        return new RlpipsException(
                FailureCategory.INTERNAL, "cannot write trials into " + folder + ": " + failure, failure);
    }
}
