package io.rlpips.training.agreement;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.data.Triplet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A batch of triplets on a device, each picture embedded once. What it holds belongs to the manager it was made with.
 *
 * @param references fingerprints, [N, D]
 * @param first float32 [N, 3, H, W] in [0, 1], RGB
 * @param second the same shape
 * @param choices of the metric on the pictures as they are
 */
public record TripletTensors(NDArray references, NDArray first, NDArray second, List<Choice> choices) {

    public static TripletTensors of(NDManager manager, Lpips metric, List<Triplet> triplets) {
        int count = triplets.size();
        List<RgbImage> pictures = Stream.of(
                        triplets.stream().map(Triplet::reference),
                        triplets.stream().map(Triplet::first),
                        triplets.stream().map(Triplet::second))
                .flatMap(sameRole -> sameRole)
                .toList();
        NDArray scaled = PictureTensors.of(manager, pictures);
        NDArray fingerprints = metric.fingerprint(scaled);
        NDArray references = part(fingerprints, 0, count);
        float[] first = squaredDistances(part(fingerprints, count, 2 * count), references);
        float[] second = squaredDistances(part(fingerprints, 2 * count, 3 * count), references);
        fingerprints.close();
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            choices.add(new Choice(first[i], second[i], triplets.get(i).secondShare()));
        }
        NDArray samples = Tensors.over(scaled.add(1), 2);
        return new TripletTensors(
                references, part(samples, count, 2 * count), part(samples, 2 * count, 3 * count), choices);
    }

    /** @return float32 [N]: a perceptual distance each, in the manager of {@code fingerprints} */
    public static NDArray distances(NDArray fingerprints, NDArray references) {
        return fingerprints.sub(references).square().sum(new int[] {1});
    }

    private static float[] squaredDistances(NDArray fingerprints, NDArray references) {
        try (NDArray distances = distances(fingerprints, references)) {
            return distances.toFloatArray();
        }
    }

    private static NDArray part(NDArray array, int from, int to) {
        return array.get("%d:%d".formatted(from, to));
    }
}
