package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/**
 * The way the detector takes a picture to the model: the master first, then the model's input. Both resizes are linear
 * but for their rounding, so the derivative with respect to the full-size pixels is exact up to that. Belongs to one
 * thread, for what lies between the two axes is kept here: a megabyte a look would be more to write than the picture.
 */
final class CanonicalView implements InputView {
    private static final int CHANNELS = 3;

    private final int inputSize;
    private final int width;
    private final int height;
    private final BandMatrix vertical;
    private final BandMatrix horizontal;
    /** A row of a picture. */
    private final float[] row;
    /** All channels, as low as the input and as wide as a picture. */
    private final float[][] lowered;
    /** The same, turned. */
    private final float[][] columns;
    /** All channels of the input, turned. */
    private final float[][] narrowed;

    CanonicalView(int width, int height, int inputSize) {
        this(width, height, inputSize, axis(height, inputSize), axis(width, inputSize));
    }

    private CanonicalView(int width, int height, int inputSize, BandMatrix vertical, BandMatrix horizontal) {
        this.inputSize = inputSize;
        this.width = width;
        this.height = height;
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.row = BandMatrix.room(1, width)[0];
        this.lowered = BandMatrix.room(CHANNELS * inputSize, width);
        this.columns = BandMatrix.room(width, CHANNELS * inputSize);
        this.narrowed = BandMatrix.room(inputSize, CHANNELS * inputSize);
    }

    /** @return the same for another thread */
    CanonicalView another() {
        return new CanonicalView(width, height, inputSize, vertical, horizontal);
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
        clear(lowered);
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int source = 0; source < height; source++) {
                System.arraycopy(picture, (channel * height + source) * width, row, 0, width);
                vertical.spread(source, row, lowered, channel * inputSize);
            }
        }
        turn(lowered, CHANNELS * inputSize, width, columns);
        clear(narrowed);
        for (int source = 0; source < width; source++) {
            horizontal.spread(source, columns[source], narrowed, 0);
        }
        for (int x = 0; x < inputSize; x++) {
            for (int y = 0; y < CHANNELS * inputSize; y++) {
                inputs[at + y * inputSize + x] = narrowed[x][y];
            }
        }
    }

    @Override
    public float[] backwards(float[] gradient, float[] scratch) {
        for (int x = 0; x < inputSize; x++) {
            for (int y = 0; y < CHANNELS * inputSize; y++) {
                narrowed[x][y] = gradient[y * inputSize + x];
            }
        }
        for (int source = 0; source < width; source++) {
            horizontal.gather(source, narrowed, 0, columns[source]);
        }
        turn(columns, width, CHANNELS * inputSize, lowered);
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int source = 0; source < height; source++) {
                vertical.gather(source, lowered, channel * inputSize, row);
                System.arraycopy(row, 0, scratch, (channel * height + source) * width, width);
            }
        }
        return scratch;
    }

    private static void clear(float[][] matrix) {
        for (float[] values : matrix) {
            Arrays.fill(values, 0);
        }
    }

    /** Makes rows columns, four at a time. */
    private static void turn(float[][] matrix, int rows, int columns, float[][] turned) {
        int column = 0;
        for (; column + 3 < columns; column += 4) {
            float[] first = turned[column];
            float[] second = turned[column + 1];
            float[] third = turned[column + 2];
            float[] fourth = turned[column + 3];
            for (int row = 0; row < rows; row++) {
                float[] values = matrix[row];
                first[row] = values[column];
                second[row] = values[column + 1];
                third[row] = values[column + 2];
                fourth[row] = values[column + 3];
            }
        }
        for (; column < columns; column++) {
            float[] last = turned[column];
            for (int row = 0; row < rows; row++) {
                last[row] = matrix[row][column];
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
