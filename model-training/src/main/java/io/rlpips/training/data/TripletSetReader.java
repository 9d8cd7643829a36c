package io.rlpips.training.data;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads triplets in the layout of BAPPS (Zhang et al. 2018): {@code 2afc/<split>/<family>/{ref,p0,p1,judge}} with pictures
 * and one-element {@code .npy} arrays of equal names. The published set has the families traditional, cnn and mix to learn
 * from, and traditional, cnn, superres, deblur, color and frameinterp to measure on; whatever families there are get
 * read. Thread-safe.
 */
public final class TripletSetReader {
    private static final String KIND = "2afc";

    private final JudgedTrials<Triplet> trials;

    /**
     * @param side pictures are brought to this many columns and rows by the canonical resize
     * @param threads how many decode at once; without influence on the result
     */
    public TripletSetReader(ImageLimits limits, int side, int threads) {
        this.trials = new JudgedTrials<>(
                new PictureDecoding(limits, side, threads),
                KIND,
                List.of("ref", "p0", "p1"),
                "judge",
                (name, family, pictures, judgment) ->
                        new Triplet(name, family, pictures.get(0), pictures.get(1), pictures.get(2), judgment));
    }

    /**
     * @param root of the set, the folder with {@code 2afc} in it
     * @param progress told how many triplets have been read, now and then
     * @return family by family in alphabetical order, each in the order of its names
     * @throws RlpipsException naming the file that is missing, malformed or does not belong; TOO_MANY_PIXELS for more than
     *     the heap holds
     */
    public TripletSet read(Path root, Split split, Selection selection, IntConsumer progress) {
        return new TripletSet(SetManifest.read(root).judgedBy(), trials.read(root, split, selection, progress));
    }

    /** Hands over one triplet after the other without keeping any, for sets larger than memory; as {@link #read}. */
    public void forEach(Path root, Split split, Selection selection, IntConsumer progress, Consumer<Triplet> consumer) {
        trials.forEach(root, split, selection, progress, consumer);
    }
}
