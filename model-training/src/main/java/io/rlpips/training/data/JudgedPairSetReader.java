package io.rlpips.training.data;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Reads just-noticeable-difference trials in the layout of BAPPS (Zhang et al. 2018):
 * {@code jnd/val/<family>/{p0,p1,same}} with pictures and one-element {@code .npy} arrays of equal names. Thread-safe.
 */
public final class JudgedPairSetReader {
    private static final String KIND = "jnd";

    private final JudgedTrials<JudgedPair> trials;

    /**
     * @param side pictures are brought to this many columns and rows by the canonical resize
     * @param threads how many decode at once; without influence on the result
     */
    public JudgedPairSetReader(ImageLimits limits, int side, int threads) {
        this.trials = new JudgedTrials<>(
                new PictureDecoding(limits, side, threads),
                KIND,
                List.of("p0", "p1"),
                "same",
                (name, family, pictures, judgment) ->
                        new JudgedPair(name, family, pictures.get(0), pictures.get(1), judgment));
    }

    /**
     * @param root of the set, the folder with {@code jnd} in it
     * @param progress told how many pairs have been read, now and then
     * @return family by family in alphabetical order, each in the order of its names
     * @throws RlpipsException naming the file that is missing, malformed or does not belong; TOO_MANY_PIXELS for more than
     *     the heap holds
     */
    public JudgedPairSet read(Path root, Split split, Selection selection, IntConsumer progress) {
        return new JudgedPairSet(SetManifest.read(root).judgedBy(), trials.read(root, split, selection, progress));
    }

    /** Hands over one pair after the other without keeping any, for sets larger than memory; as {@link #read}. */
    public void forEach(
            Path root, Split split, Selection selection, IntConsumer progress, Consumer<JudgedPair> consumer) {
        trials.forEach(root, split, selection, progress, consumer);
    }
}
