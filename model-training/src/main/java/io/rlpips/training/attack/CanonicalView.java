package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/**
 * The way the detector takes a picture to the model: the master first, then the model's input. Both resizes are linear
 * but for their rounding, so the derivative with respect to the full-size pixels is exact up to that.
 */
final class CanonicalView implements InputView {
    private static final int CHANNELS = 3;

    private final int inputSize;
    private final int width;
    private final int height;
    private final BandMatrix vertical;
    private final BandMatrix horizontal;

    CanonicalView(int width, int height, int inputSize) {
        this.inputSize = inputSize;
        this.width = width;
        this.height = height;
        this.vertical = axis(height, inputSize);
        this.horizontal = axis(width, inputSize);
    }

    @Override
    public int width() {
        return inputSize;
    }

    @Override
    public int height() {
        return inputSize;
    }

    /** Without rounding. */
    @Override
    public void show(float[] picture, float[] inputs, int at) {
        float[][] columns = BandMatrix.room(width, CHANNELS * inputSize);
        float[] row = BandMatrix.room(1, width)[0];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[][] lowered = BandMatrix.room(inputSize, width);
            for (int source = 0; source < height; source++) {
                System.arraycopy(picture, (channel * height + source) * width, row, 0, width);
                vertical.spread(source, row, lowered);
            }
            turn(lowered, inputSize, width, columns, channel * inputSize);
        }
        float[][] narrowed = BandMatrix.room(inputSize, CHANNELS * inputSize);
        for (int source = 0; source < width; source++) {
            horizontal.spread(source, columns[source], narrowed);
        }
        for (int x = 0; x < inputSize; x++) {
            for (int y = 0; y < CHANNELS * inputSize; y++) {
                inputs[at + y * inputSize + x] = narrowed[x][y];
            }
        }
    }

    @Override
    public float[] backwards(float[] gradient, float[] scratch) {
        float[][] narrowed = BandMatrix.room(inputSize, CHANNELS * inputSize);
        for (int x = 0; x < inputSize; x++) {
            for (int y = 0; y < CHANNELS * inputSize; y++) {
                narrowed[x][y] = gradient[y * inputSize + x];
            }
        }
        float[][] columns = BandMatrix.room(width, CHANNELS * inputSize);
        for (int source = 0; source < width; source++) {
            horizontal.gather(source, narrowed, columns[source]);
        }
        float[][] rows = BandMatrix.room(CHANNELS * inputSize, width);
        turn(columns, width, CHANNELS * inputSize, rows, 0);
        float[] row = BandMatrix.room(1, width)[0];
        for (int channel = 0; channel < CHANNELS; channel++) {
            float[][] own = Arrays.copyOfRange(rows, channel * inputSize, (channel + 1) * inputSize);
            for (int source = 0; source < height; source++) {
                vertical.gather(source, own, row);
                System.arraycopy(row, 0, scratch, (channel * height + source) * width, width);
            }
        }
        return scratch;
    }

    /** Makes rows columns, which are written from {@code at} on. */
    private static void turn(float[][] matrix, int rows, int columns, float[][] turned, int at) {
        for (int column = 0; column < columns; column++) {
            float[] values = turned[column];
            for (int row = 0; row < rows; row++) {
                values[at + row] = matrix[row][column];
            }
        }
    }

    /** As the detector does it, with every rounding. */
    static List<RgbImage> exactly(List<RgbImage> pictures, int inputSize) {
        return pictures.stream()
                .map(picture -> Canonicaliser.modelInput(picture, inputSize))
                .toList();
    }

    /**
     * As the detector does it, with every rounding.
     *
     * @param pictures [N, 3, H, W], multiples of 1/255
     * @return [N, 3, S, S], multiples of 1/255, in the manager of {@code pictures}
     */
    NDArray exactly(NDArray pictures) {
        return StoredPictures.samples(pictures.getManager(), exactly(StoredPictures.of(pictures), inputSize));
    }

    /** @return [source][input]: along an axis, what each sample of a picture adds to those of the model's input */
    private static BandMatrix axis(int sources, int inputs) {
        double[][] toMaster = Resize.weights(sources, Canonicaliser.MASTER_SIZE);
        double[][] toInput = Resize.weights(Canonicaliser.MASTER_SIZE, inputs);
        double[][] product = new double[sources][inputs];
        for (int input = 0; input < inputs; input++) {
            for (int middle = 0; middle < Canonicaliser.MASTER_SIZE; middle++) {
                double weight = toInput[input][middle];
                for (int source = 0; weight != 0 && source < sources; source++) {
                    product[source][input] += weight * toMaster[middle][source];
                }
            }
        }
        return BandMatrix.of(product);
    }
}
