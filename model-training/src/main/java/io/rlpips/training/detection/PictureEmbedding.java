package io.rlpips.training.detection;

import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Fingerprints of many pictures at once, on several threads. Owns neither the model nor the threads. */
final class PictureEmbedding {
    private static final int BATCH = 32;

    private final PerceptualModel model;
    private final ParallelWork workers;

    PictureEmbedding(PerceptualModel model, ParallelWork workers) {
        this.model = model;
        this.workers = workers;
    }

    PerceptualModel model() {
        return model;
    }

    ParallelWork workers() {
        return workers;
    }

    /**
     * @param views the model inputs of a picture
     * @return for every picture the fingerprints of its views, in their order
     */
    List<List<float[]>> embed(List<RgbImage> pictures, Function<RgbImage, List<RgbImage>> views) {
        List<List<RgbImage>> chunks = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += BATCH) {
            chunks.add(pictures.subList(from, Math.min(pictures.size(), from + BATCH)));
        }
        return workers.map(chunks, chunk -> embedChunk(chunk, views)).stream()
                .flatMap(List::stream)
                .toList();
    }

    private List<List<float[]>> embedChunk(List<RgbImage> chunk, Function<RgbImage, List<RgbImage>> views) {
        List<List<RgbImage>> inputs = chunk.stream().map(views).toList();
        List<Fingerprint> fingerprints =
                model.embed(inputs.stream().flatMap(List::stream).toList());
        List<List<float[]>> grouped = new ArrayList<>();
        int next = 0;
        for (List<RgbImage> input : inputs) {
            grouped.add(fingerprints.subList(next, next + input.size()).stream()
                    .map(Fingerprint::values)
                    .toList());
            next += input.size();
        }
        return grouped;
    }
}
