package io.rlpips.training.detection;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.distortion.StandardEdit;
import io.rlpips.training.distortion.StandardEdits;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How many edited copies are found by whatever judges two pictures, in the tables of the models. The edits have the seeds
 * that the models' tables give them.
 *
 * @param seed of the edits
 */
record PairwiseRecall(ParallelWork workers, long seed) {
    /**
     * @param what the pictures are, for the table's name
     * @param judge of an original says which pictures it takes for its copies; called from several threads
     * @param conditions of the figures
     * @return one figure an edit; none where there are no pictures
     */
    List<Figure> measure(
            String what,
            List<NamedPicture> pictures,
            Function<RgbImage, Predicate<RgbImage>> judge,
            Map<String, String> conditions) {
        if (pictures.isEmpty()) {
            return List.of();
        }
        String table = "Recall, %s, %s".formatted(ViewScheme.ONE_VIEW.name(), what);
        List<StandardEdit> edits = StandardEdits.ONE_VIEW;
        List<boolean[]> found = workers.map(
                IntStream.range(0, pictures.size()).boxed().toList(),
                index -> found(edits, pictures.get(index).picture(), index, judge));
        return IntStream.range(0, edits.size())
                .mapToObj(edit -> Figure.share(
                        table,
                        edits.get(edit).name(),
                        (int) found.stream().filter(row -> row[edit]).count(),
                        pictures.size(),
                        conditions))
                .toList();
    }

    private boolean[] found(
            List<StandardEdit> edits, RgbImage picture, int index, Function<RgbImage, Predicate<RgbImage>> judge) {
        Predicate<RgbImage> isCopy = judge.apply(picture);
        boolean[] found = new boolean[edits.size()];
        for (int edit = 0; edit < found.length; edit++) {
            long chance = Seeds.stream(seed, edit, index).nextLong();
            found[edit] = isCopy.test(edits.get(edit).with(chance).apply(picture));
        }
        return found;
    }
}
