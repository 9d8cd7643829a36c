package io.rlpips.training.robustness;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.OptAttack;
import io.rlpips.training.attack.StoredPictures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section 4.1 of the paper: copies within 0.05 of the pixel range of their originals, pushed by OPT as far away as each
 * model lets them, and how far all models find them. On the model's input, stored with 8 bits.
 */
public final class RobustnessStudy implements AutoCloseable {
    private static final int BATCH = 32;

    private final NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    private final Map<String, PerceptualModel> models = new LinkedHashMap<>();
    private final Map<String, Lpips> metrics = new LinkedHashMap<>();
    private final long seed;

    /**
     * @param bundles by name, all of one input size
     * @throws RlpipsException INVALID_ARGUMENT when their input sizes differ
     */
    public RobustnessStudy(Map<String, ModelBundle> bundles, long seed) {
        this.seed = seed;
        bundles.forEach((name, bundle) -> {
            models.put(name, PerceptualModel.load(bundle, DeviceChoice.CPU));
            metrics.put(name, PerceptualModel.lpips(bundle, manager));
        });
        List<Integer> sizes = models.values().stream()
                .map(PerceptualModel::inputSize)
                .distinct()
                .toList();
        if (sizes.size() != 1) {
            close();
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "models of different input sizes are compared: " + sizes);
        }
    }

    /** Told after every batch. */
    @FunctionalInterface
    public interface Listener {
        void progress(String stage, long done, long total);
    }

    /** @return side of the pictures that are attacked */
    public int inputSize() {
        return models.values().iterator().next().inputSize();
    }

    /**
     * @param inputs pictures of {@link #inputSize()}
     * @param attacked name of the model the attack is made on
     * @return the attacked pictures, in the same order
     */
    public List<RgbImage> attack(List<RgbImage> inputs, String attacked, OptObjective objective, Listener listener) {
        Lpips metric = metrics.get(attacked);
        List<RgbImage> perturbed = new ArrayList<>();
        for (int from = 0; from < inputs.size(); from += BATCH) {
            List<RgbImage> batch = inputs.subList(from, Math.min(inputs.size(), from + BATCH));
            try (NDManager scratch = manager.newSubManager()) {
                NDArray originals = StoredPictures.samples(scratch, batch);
                NDArray points = new OptAttack()
                        .perturb(
                                originals,
                                objective.on(metric, originals),
                                OptAttack.PAPER_BUDGET,
                                Seeds.stream(seed, from).nextLong());
                perturbed.addAll(withinBudget(batch, StoredPictures.of(points)));
            }
            listener.progress("OPT on %s, %s".formatted(attacked, objective.label()), perturbed.size(), inputs.size());
        }
        return perturbed;
    }

    /** 0.05 is 12.75 levels: what rounds to 13 is 12. */
    private static List<RgbImage> withinBudget(List<RgbImage> originals, List<RgbImage> rounded) {
        int most = (int) Math.floor(OptAttack.PAPER_BUDGET.radius() * 255);
        List<RgbImage> within = new ArrayList<>();
        for (int i = 0; i < originals.size(); i++) {
            byte[] before = originals.get(i).pixels();
            byte[] after = rounded.get(i).pixels().clone();
            for (int at = 0; at < after.length; at++) {
                int original = before[at] & 0xff;
                after[at] = (byte) Math.max(original - most, Math.min(original + most, after[at] & 0xff));
            }
            within.add(new RgbImage(originals.get(i).width(), originals.get(i).height(), after));
        }
        return within;
    }

    /** @return distances of pictures to their attacked copies under every model */
    public List<AttackedDistances> measure(
            List<RgbImage> inputs, List<RgbImage> perturbed, String attacked, OptObjective objective) {
        List<AttackedDistances> measured = new ArrayList<>();
        metrics.forEach((name, metric) -> measured.add(new AttackedDistances(
                attacked, objective, name, distances(metric, inputs, perturbed), unrelatedMedian(name, inputs))));
        return measured;
    }

    private double[] distances(Lpips metric, List<RgbImage> first, List<RgbImage> second) {
        double[] distances = new double[first.size()];
        for (int from = 0; from < distances.length; from += BATCH) {
            int to = Math.min(distances.length, from + BATCH);
            try (NDManager scratch = manager.newSubManager()) {
                float[] values = metric.distance(
                                PictureTensors.of(scratch, first.subList(from, to)),
                                PictureTensors.of(scratch, second.subList(from, to)))
                        .toFloatArray();
                for (int i = from; i < to; i++) {
                    distances[i] = values[i - from];
                }
            }
        }
        return distances;
    }

    private double unrelatedMedian(String name, List<RgbImage> inputs) {
        List<Fingerprint> fingerprints = models.get(name).embed(inputs);
        double[] distances = new double[inputs.size() * (inputs.size() - 1) / 2];
        int next = 0;
        for (int i = 0; i < fingerprints.size(); i++) {
            for (int j = 0; j < i; j++) {
                distances[next++] = fingerprints.get(i).distanceTo(fingerprints.get(j));
            }
        }
        if (Arrays.stream(distances).allMatch(distance -> distance == 0)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d pictures without two different ones have no distance of unrelated pairs"
                            .formatted(inputs.size()));
        }
        return Medians.of(distances);
    }

    @Override
    public void close() {
        models.values().forEach(PerceptualModel::close);
        manager.close();
    }
}
