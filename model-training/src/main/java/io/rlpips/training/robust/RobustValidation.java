package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Objective;
import io.rlpips.training.distortion.BlackBand;
import io.rlpips.training.distortion.Contrast;
import io.rlpips.training.distortion.Crop;
import io.rlpips.training.distortion.GaussianNoise;
import io.rlpips.training.distortion.Greyscale;
import io.rlpips.training.distortion.JpegCompression;
import io.rlpips.training.distortion.Rotation;
import io.rlpips.training.distortion.StandardEdit;
import io.rlpips.training.distortion.WatermarkRows;
import io.rlpips.training.publishing.Calibration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a round's metric is worth, on pictures held back: the threshold of one false match in a million, the share of
 * edited copies within it and of attacked copies beyond it. A guide for choosing a round, not a measurement: pictures of
 * the model's input size, a small sample of pairs with the rest by the fitted curve, few attack steps.
 */
final class RobustValidation {
    private static final double FALSE_MATCH_RATE = 1e-6;

    /** How many pictures are edited, at most. */
    private static final int PICTURES = 400;
    /** How many of them are attacked, at most. */
    private static final int ATTACKED = 128;

    private static final int KEPT = 2000;
    private static final int BACKGROUND = 6000;
    private static final int ATTACK_STEPS = 10;
    private static final int BATCH = 32;
    private static final long CHOICE = 41;
    private static final long NOISE = 42;

    private static final List<StandardEdit> EDITS = edits();

    private final Budget.Norm norm;
    private final List<RgbImage> validation;
    private final List<RgbImage> background;

    /**
     * @param norm that attacks are bounded in
     * @param validation held back
     * @param training what is learnt from: the background of the threshold
     */
    RobustValidation(Budget.Norm norm, List<RgbImage> validation, List<RgbImage> training, long seed) {
        this.norm = norm;
        this.validation = chosen(validation, PICTURES, Seeds.stream(seed, CHOICE));
        this.background = chosen(training, BACKGROUND, Seeds.stream(seed, CHOICE, 1));
    }

    /** As {@link RoundResult} has them. */
    record Scores(
            double threshold,
            Map<String, Double> recall,
            Map<String, Double> evaded,
            double framed,
            int edited,
            int attacked) {}

    Scores of(ModelBundle bundle) {
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            double threshold = threshold(model);
            Map<String, Double> recall = recall(model, threshold);
            try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
                Attacked attacked = new Attacked(PerceptualModel.lpips(bundle, manager), manager, threshold);
                return new Scores(
                        threshold,
                        recall,
                        evaded(attacked),
                        framed(attacked, model.embed(validation)),
                        validation.size(),
                        attackedPictures().size());
            }
        }
    }

    /** The metric under attack, and the threshold that decides who wins. */
    record Attacked(Lpips metric, NDManager manager, double threshold) {}

    private double threshold(PerceptualModel model) {
        float[] smallest = new Calibration(model, KEPT).smallest(validation, background, (stage, done, total) -> {});
        return threshold(smallest, (long) validation.size() * background.size());
    }

    /**
     * @param smallest distances of pairs of unrelated pictures, ascending
     * @param pairs that were compared
     * @return 0 where so many pairs are so near that no distance is small enough
     * @throws RlpipsException INVALID_ARGUMENT where there is no distance, which is what weights come to that are no numbers
     */
    static double threshold(float[] smallest, long pairs) {
        if (smallest.length == 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "training diverged: none of %d validation pairs has a distance".formatted(pairs));
        }
        // too few pairs for the rate: a curve cannot say more than the nearest of them
        if (FALSE_MATCH_RATE * pairs < 1) {
            return smallest[0];
        }
        int tail = Math.min(CalibrationCurve.TAIL_SAMPLE, smallest.length);
        if (smallest[0] == smallest[tail - 1]) {
            return 0;
        }
        CalibrationCurve curve = CalibrationCurve.fit(smallest, pairs);
        return curve.falseMatchRateAt(0) < FALSE_MATCH_RATE ? curve.distanceAt(FALSE_MATCH_RATE) : 0;
    }

    /** At a threshold of 0 nothing matches: what cannot be told from other pictures is not found. */
    private static boolean matches(double distance, double threshold) {
        return threshold > 0 && distance <= threshold;
    }

    private Map<String, Double> recall(PerceptualModel model, double threshold) {
        List<Fingerprint> originals = model.embed(validation);
        Map<String, Double> recall = new LinkedHashMap<>();
        for (StandardEdit edit : EDITS) {
            List<Fingerprint> copies = model.embed(copies(edit, validation));
            int found = 0;
            for (int i = 0; i < copies.size(); i++) {
                found += matches(copies.get(i).distanceTo(originals.get(i)), threshold) ? 1 : 0;
            }
            recall.put(edit.name(), (double) found / copies.size());
        }
        return recall;
    }

    /** @return one a picture; what is random about them is each picture's own, and the same in every round */
    static List<RgbImage> copies(StandardEdit edit, List<RgbImage> pictures) {
        return IntStream.range(0, pictures.size())
                .mapToObj(index ->
                        edit.with(Seeds.stream(NOISE, index).nextLong()).apply(pictures.get(index)))
                .toList();
    }

    private Map<String, Double> evaded(Attacked attacked) {
        Map<String, Double> evaded = new LinkedHashMap<>();
        List<RgbImage> pictures = attackedPictures();
        budgets(norm).forEach((name, epsilon) -> {
            int beyond = 0;
            for (float reached : reached(attacked, pictures, pictures, epsilon, 1)) {
                beyond += matches(reached, attacked.threshold()) ? 0 : 1;
            }
            evaded.put(name, (double) beyond / pictures.size());
        });
        return evaded;
    }

    private List<RgbImage> attackedPictures() {
        return validation.subList(0, Math.min(ATTACKED, validation.size()));
    }

    /** Each picture towards the nearest other that does not match already. */
    private double framed(Attacked attacked, List<Fingerprint> fingerprints) {
        List<RgbImage> pictures = attackedPictures();
        List<RgbImage> targets = new ArrayList<>();
        for (int own = 0; own < pictures.size(); own++) {
            targets.add(validation.get(nearestOther(own, fingerprints, attacked.threshold())));
        }
        int within = 0;
        for (float reached : reached(attacked, pictures, targets, framingBudget(norm), -1)) {
            within += matches(reached, attacked.threshold()) ? 1 : 0;
        }
        return (double) within / pictures.size();
    }

    private static int nearestOther(int own, List<Fingerprint> fingerprints, double threshold) {
        int nearest = own;
        double least = Double.POSITIVE_INFINITY;
        for (int other = 0; other < fingerprints.size(); other++) {
            double distance = fingerprints.get(own).distanceTo(fingerprints.get(other));
            if (other != own && distance > threshold && distance < least) {
                least = distance;
                nearest = other;
            }
        }
        return nearest;
    }

    /**
     * @param direction 1 away from the target, -1 towards it
     * @return distances to the targets, after attacks whose starts are each picture's own and the same in every round
     */
    float[] reached(Attacked attacked, List<RgbImage> pictures, List<RgbImage> targets, double epsilon, int direction) {
        float[] reached = new float[pictures.size()];
        for (int from = 0; from < pictures.size(); from += BATCH) {
            int to = Math.min(pictures.size(), from + BATCH);
            try (NDManager scratch = attacked.manager().newSubManager()) {
                NDArray starts = unitRange(scratch, pictures.subList(from, to));
                Objective distance =
                        Objective.distanceFrom(attacked.metric(), unitRange(scratch, targets.subList(from, to)));
                NDArray ends = new CopyAttack(norm, CopyAttack.Radii.between(epsilon, epsilon), ATTACK_STEPS)
                        .perturb(starts, points -> Tensors.times(distance.of(points), direction), NOISE, from);
                System.arraycopy(distance.of(ends).toFloatArray(), 0, reached, from, to - from);
            }
        }
        return reached;
    }

    private static NDArray unitRange(NDManager manager, List<RgbImage> pictures) {
        return Tensors.over(PictureTensors.of(manager, pictures).add(1), 2);
    }

    static List<StandardEdit> edits() {
        return List.of(
                new StandardEdit("band", seed -> new BlackBand(0.8, 0.9)),
                new StandardEdit("contrast", seed -> new Contrast(0.7)),
                new StandardEdit("crop 5", seed -> new Crop(0.05)),
                new StandardEdit("crop 15", seed -> new Crop(0.15)),
                new StandardEdit("grey", seed -> new Greyscale()),
                new StandardEdit("jpeg", seed -> new JpegCompression(15)),
                new StandardEdit("noise", seed -> new GaussianNoise(15, seed)),
                new StandardEdit("rotate 4", seed -> new Rotation(4)),
                new StandardEdit("watermark", seed -> new WatermarkRows("SAMPLE", 0.7)));
    }

    /** The smaller one is what tables measure at, the larger what a round has to gain on. */
    private static Map<String, Double> budgets(Budget.Norm norm) {
        Map<String, Double> budgets = new LinkedHashMap<>();
        switch (norm) {
            case L_INF -> {
                budgets.put("8/255", 8.0 / 255);
                budgets.put("16/255", 16.0 / 255);
            }
            case L_2 -> {
                budgets.put("1.0", 1.0);
                budgets.put("2.0", 2.0);
            }
        }
        return budgets;
    }

    private static double framingBudget(Budget.Norm norm) {
        return switch (norm) {
            case L_INF -> 8.0 / 255;
            case L_2 -> 1;
        };
    }

    private static List<RgbImage> chosen(List<RgbImage> all, int count, SplittableRandom random) {
        List<RgbImage> order = new ArrayList<>(all);
        for (int i = order.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            RgbImage swapped = order.get(i);
            order.set(i, order.get(other));
            order.set(other, swapped);
        }
        return List.copyOf(order.subList(0, Math.min(count, order.size())));
    }
}
