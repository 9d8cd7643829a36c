package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.NpyFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A judgment on disk: a NumPy array of one element. */
public final class JudgmentFile {
    private static final int LIMIT_BYTES = 4096;

    private JudgmentFile() {}

    /**
     * @return the judgment, 0 to 1
     * @throws RlpipsException MALFORMED_RECORD naming the file: no NumPy array, more than one element, not a share;
     *     TOO_MANY_BYTES, CONTENT_NOT_FOUND
     */
    static float read(Path file) {
        WeightTensor array;
        try {
            array = NpyFormat.read(file.toString(), BoundedFile.read(file, LIMIT_BYTES));
        } catch (RlpipsException refused) {
            throw refused.category() == FailureCategory.INVALID_WEIGHTS
                    ? new RlpipsException(FailureCategory.MALFORMED_RECORD, refused.getMessage(), refused)
                    : refused;
        }
        if (array.values().length != 1) {
            throw malformed("%s holds %d numbers, a judgment is one".formatted(file, array.values().length));
        }
        float share = array.values()[0];
        if (!(share >= 0 && share <= 1)) {
            throw malformed("the judgment in %s is %s, must lie between 0 and 1".formatted(file, share));
        }
        return share;
    }

    /** Writes a judgment as the published set has them: float32, shape (1,). */
    public static void write(Path file, float share) throws IOException {
        Files.write(file, NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {share})));
    }

    private static RlpipsException malformed(String message) {
        return new RlpipsException(FailureCategory.MALFORMED_RECORD, message);
    }
}
