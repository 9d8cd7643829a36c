package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.image.RgbImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pictures of one size that are attacked together.
 *
 * @param scratch owner of the arrays
 * @param number of the batch
 * @param places of the pictures among all that are attacked
 * @param pixels [N, 3, H, W] in [0, 1]
 * @param inputs [N, 3, S, S] in [0, 1]: the same as the model is shown them
 */
record PictureBatch(
        NDManager scratch, int number, List<Integer> places, NDArray pixels, NDArray inputs, CanonicalView view) {
    /** @param all pictures that are attacked; those at {@code places} are of one size */
    static PictureBatch of(NDManager scratch, int number, List<RgbImage> all, List<Integer> places, int inputSize) {
        List<RgbImage> pictures = places.stream().map(all::get).toList();
        RgbImage first = pictures.get(0);
        NDArray pixels = StoredPictures.samples(scratch, pictures);
        NDArray inputs = StoredPictures.samples(scratch, CanonicalView.exactly(pictures, inputSize));
        CanonicalView view = new CanonicalView(first.width(), first.height(), inputSize);
        return new PictureBatch(scratch, number, places, pixels, inputs, view);
    }

    int size() {
        return Math.toIntExact(pixels.getShape().get(0));
    }

    /** @return the numbers of all pictures */
    int[] all() {
        return IntStream.range(0, size()).toArray();
    }
}
