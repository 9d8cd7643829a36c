package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.CampaignResult.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Attacks on pictures of any size, through the way the detector takes them to the model; see {@link CanonicalView}.
 * Results are rounded to 8 bits inside the budget and measured as the detector would. A picture that would fill the heap
 * is refused as TOO_MANY_PIXELS. Thread-safe; the creator closes it, which frees the model's tensors.
 */
public final class PictureAttack implements AutoCloseable {
    /** Samples attacked at once; an attack remembers up to five arrays of them in the Java heap, 200 MB. */
    private static final long BATCH_SAMPLES = 10_000_000;

    /** Of the heap for a sample of a picture: those arrays, the gradient, and what is copied on the way. */
    private static final int BYTES_A_SAMPLE = 8 * Float.BYTES;

    private static final double SHARE_OF_HEAP = 0.75;

    private static final long MEASURED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final NDManager manager;
    private final Lpips metric;
    private final int inputSize;
    private final IterativeAttack attack;
    private final CampaignListener listener;

    public PictureAttack(ModelBundle bundle, IterativeAttack attack, DeviceChoice device) {
        this(bundle, attack, device, CampaignListener.NONE);
    }

    /** @param listener hears of runs that ended: pictures times restarts */
    public PictureAttack(ModelBundle bundle, IterativeAttack attack, DeviceChoice device, CampaignListener listener) {
        this.manager = TorchEngine.start().newManager(device);
        this.metric = PerceptualModel.lpips(bundle, manager);
        this.inputSize = bundle.manifest().inputSize();
        this.attack = attack;
        this.listener = listener;
    }

    /** Pushes a copy away from its original as far as it goes. */
    public AttackedPicture evade(RgbImage original, Budget budget, long seed) {
        return evade(List.of(original), budget, Double.POSITIVE_INFINITY, 1, seed)
                .get(0);
    }

    /**
     * Pushes copies away from their originals.
     *
     * @param threshold largest distance that is a match: a picture beyond it is attacked no further; infinity for as far
     *     as it goes
     * @param restarts runs a picture, at least 1
     * @return in the order of the originals
     */
    public List<AttackedPicture> evade(
            List<RgbImage> originals, Budget budget, double threshold, int restarts, long seed) {
        return bySize(originals, restarts, batch -> {
            Goal goal = new Evasion(metric, fingerprints(batch, batch.inputs()), threshold);
            return campaign(batch, goal, budget, restarts, seed);
        });
    }

    /**
     * Pulls pictures onto a target.
     *
     * @param threshold largest distance that is a match: a picture within it is attacked no further; negative for as
     *     close as it goes
     * @param restarts runs a picture, at least 1
     * @return in the order of the pictures
     */
    public List<AttackedPicture> frame(
            List<RgbImage> pictures, RgbImage target, Budget budget, double threshold, int restarts, long seed) {
        List<RgbImage> input = CanonicalView.exactly(List.of(target), inputSize);
        return bySize(pictures, restarts, batch -> {
            ReferenceFingerprints only = fingerprints(batch, StoredPictures.samples(batch.scratch(), input));
            Goal goal = new Framing(metric, only.assigned(new int[batch.size()]), threshold);
            return campaign(batch, goal, budget, restarts, seed);
        });
    }

    /**
     * Pushes copies away from their originals in the features of every tap, as OPT does; the heads play no part. One run
     * a picture, never cut short.
     *
     * @param threshold largest distance that is a match; only says who got beyond it
     * @return in the order of the originals
     */
    public List<AttackedPicture> evadeFeatures(List<RgbImage> originals, Budget budget, double threshold, long seed) {
        return bySize(
                originals,
                1,
                batch -> inOneRun(batch, Objective.featureDifference(metric, batch.inputs()), budget, threshold, seed));
    }

    /**
     * Takes from copies that they stand out as closest to their originals, as SSA does: what shrinks is how much farther
     * the farthest of the other originals is. One run a picture, never cut short.
     *
     * @param originals at least two, of any sizes
     * @param threshold largest distance that is a match; only says who got beyond it
     * @return in the order of the originals
     * @throws RlpipsException INVALID_ARGUMENT for a single picture
     */
    public List<AttackedPicture> evadeSimilarity(List<RgbImage> originals, Budget budget, double threshold, long seed) {
        try (NDManager shared = manager.newSubManager()) {
            NDArray inputs = StoredPictures.samples(shared, CanonicalView.exactly(originals, inputSize));
            ReferenceFingerprints all = ReferenceFingerprints.of(metric, shared, List.of(inputs));
            return bySize(originals, 1, batch -> {
                int[] own = batch.places().stream().mapToInt(Integer::intValue).toArray();
                Objective standingOut = new SemanticSimilarity(metric, batch.scratch(), all, own);
                return inOneRun(batch, standingOut, budget, threshold, seed);
            });
        }
    }

    /**
     * Measured for about a second, in batches of {@link CampaignSettings#STANDARD_BATCH}.
     *
     * @param picture of the size that is attacked
     */
    public ForwardRates forwardRates(RgbImage picture) {
        CanonicalView view = new CanonicalView(picture.width(), picture.height(), inputSize);
        Shape shape = new Shape(CampaignSettings.STANDARD_BATCH, 3, inputSize, inputSize);
        float[] inputs = new float[Math.toIntExact(shape.size())];
        float[] samples;
        try (NDManager scratch = manager.newSubManager()) {
            samples = StoredPictures.samples(scratch, List.of(picture)).toFloatArray();
        }
        Runnable resize = () -> {
            for (int row = 0; row < CampaignSettings.STANDARD_BATCH; row++) {
                view.show(samples, inputs, row * view.samples());
            }
        };
        resize.run();
        double resized = perSecond(() -> {
            resize.run();
            pass(shape, inputs);
        });
        return new ForwardRates(resized, perSecond(() -> pass(shape, inputs)));
    }

    private void pass(Shape shape, float[] inputs) {
        try (NDManager step = manager.newSubManager()) {
            ReferenceFingerprints.of(metric, step, List.of(Tensors.of(step, shape, inputs)));
        }
    }

    private static double perSecond(Runnable batch) {
        batch.run();
        long start = System.nanoTime();
        long passed = 0;
        int batches = 0;
        while (passed < MEASURED_NANOS) {
            batch.run();
            batches++;
            passed = System.nanoTime() - start;
        }
        return batches * (double) CampaignSettings.STANDARD_BATCH * TimeUnit.SECONDS.toNanos(1) / passed;
    }

    @Override
    public void close() {
        manager.close();
    }

    private List<AttackedPicture> campaign(PictureBatch batch, Goal goal, Budget budget, int restarts, long seed) {
        CampaignSettings settings = new CampaignSettings(restarts, batch.size(), true, batchSeed(batch, seed));
        CampaignResult result =
                new AttackCampaign(attack, settings).run(batch.pixels(), new FullSizeGoal(goal, batch.view()), budget);
        float[] values = new float[batch.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = result.outcomes().get(row).value();
        }
        List<Long> looks = result.outcomes().stream().map(Outcome::looks).toList();
        return attacked(batch, goal, result.perturbed(), values, looks);
    }

    /** @param objective of the model's inputs */
    private List<AttackedPicture> inOneRun(
            PictureBatch batch, Objective objective, Budget budget, double threshold, long seed) {
        NDArray perturbed =
                attack.perturbThrough(batch.view(), batch.pixels(), objective, budget, batchSeed(batch, seed));
        NDArray stored = stored(perturbed, batch, budget);
        Goal goal = new Evasion(metric, fingerprints(batch, batch.inputs()), threshold);
        float[] values = new FullSizeGoal(goal, batch.view()).measure(stored, batch.all());
        return attacked(batch, goal, stored, values, Collections.nCopies(batch.size(), (long) attack.looks()));
    }

    private static NDArray stored(NDArray perturbed, PictureBatch batch, Budget budget) {
        List<float[]> points = Rows.split(perturbed);
        List<float[]> originals = Rows.split(batch.pixels());
        List<float[]> stored = IntStream.range(0, points.size())
                .mapToObj(row -> EightBits.inside(points.get(row), originals.get(row), budget))
                .toList();
        return Rows.together(batch.scratch(), stored, perturbed.getShape());
    }

    private List<AttackedPicture> attacked(
            PictureBatch batch, Goal goal, NDArray stored, float[] values, List<Long> looks) {
        float[] before = goal.measure(batch.inputs(), batch.all());
        List<RgbImage> pictures = StoredPictures.of(stored);
        List<AttackedPicture> attacked = new ArrayList<>();
        for (int row = 0; row < values.length; row++) {
            attacked.add(new AttackedPicture(
                    pictures.get(row),
                    goal.distance(before[row]),
                    goal.distance(values[row]),
                    goal.reachedBy(values[row]),
                    looks.get(row)));
        }
        return attacked;
    }

    private ReferenceFingerprints fingerprints(PictureBatch batch, NDArray inputs) {
        return ReferenceFingerprints.of(metric, batch.scratch(), List.of(inputs));
    }

    /** Pictures of one size go together, as many as fit. */
    private List<AttackedPicture> bySize(
            List<RgbImage> pictures, int restarts, Function<PictureBatch, List<AttackedPicture>> attackOn) {
        Map<String, List<Integer>> sizes = new LinkedHashMap<>();
        for (int i = 0; i < pictures.size(); i++) {
            RgbImage picture = pictures.get(i);
            requireRoom(picture.width(), picture.height(), Runtime.getRuntime().maxMemory());
            sizes.computeIfAbsent(picture.width() + "x" + picture.height(), size -> new ArrayList<>())
                    .add(i);
        }
        AttackedPicture[] attacked = new AttackedPicture[pictures.size()];
        int done = 0;
        int number = 0;
        for (List<Integer> numbers : sizes.values()) {
            int atOnce = atOnce(pictures.get(numbers.get(0)));
            for (int from = 0; from < numbers.size(); from += atOnce) {
                List<Integer> batch = numbers.subList(from, Math.min(numbers.size(), from + atOnce));
                attackBatch(pictures, batch, number, attackOn, attacked);
                number++;
                done += batch.size();
                listener.progress((long) done * restarts, (long) pictures.size() * restarts);
            }
        }
        return List.of(attacked);
    }

    private void attackBatch(
            List<RgbImage> pictures,
            List<Integer> numbers,
            int number,
            Function<PictureBatch, List<AttackedPicture>> attackOn,
            AttackedPicture[] attacked) {
        try (NDManager scratch = manager.newSubManager()) {
            List<AttackedPicture> results =
                    attackOn.apply(PictureBatch.of(scratch, number, pictures, numbers, inputSize));
            for (int i = 0; i < results.size(); i++) {
                attacked[numbers.get(i)] = results.get(i);
            }
        }
    }

    /** @throws RlpipsException TOO_MANY_PIXELS where an attack on a picture of that size would fill the heap */
    static void requireRoom(int width, int height, long heapBytes) {
        long needed = 3L * width * height * BYTES_A_SAMPLE;
        long limit = (long) (SHARE_OF_HEAP * heapBytes);
        if (needed > limit) {
            throw new RlpipsException(
                    FailureCategory.TOO_MANY_PIXELS,
                    ("attack on a picture of %d x %d pixels needs %d MiB, a heap of %d MiB has %d for it; "
                                    + "scale it down or give Java a larger heap")
                            .formatted(width, height, needed >> 20, heapBytes >> 20, limit >> 20));
        }
    }

    private static int atOnce(RgbImage picture) {
        long fitting = BATCH_SAMPLES / (3L * picture.width() * picture.height());
        return (int) Math.max(1, Math.min(CampaignSettings.STANDARD_BATCH, fitting));
    }

    private static long batchSeed(PictureBatch batch, long seed) {
        return Seeds.stream(seed, batch.number()).nextLong();
    }
}
