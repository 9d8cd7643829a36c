package io.rlpips.training.detection;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sets the threshold of a bank by a target of false alerts per upload, on pairs of unrelated pictures: every picture of
 * the one list with every one of the other. Where the pairs are too few to count the rate that the target asks for, the
 * tail of {@link CalibrationCurve} says it, and the result says that. Where there are other views, their handicap is set
 * first, by the pictures as they are (see {@link ViewThresholds}), then the threshold by all of them together.
 */
public final class BankCalibration {
    /** Pairs that are kept and resampled; a billion pairs at a rate of one in a thousand. */
    private static final double MOST_KEPT = 5e6;

    private final BankTarget target;
    private final List<View> views;
    private final long seed;
    private final int threads;

    /**
     * @param views under which a reference is compared besides the picture as it is: the distance of a pair is the
     *     smallest over all. Empty: under one view, as {@link BankTarget#rows} rows that count one by one
     * @param seed of the resampling
     * @param threads on which pictures are decoded and embedded
     */
    public BankCalibration(BankTarget target, List<View> views, long seed, int threads) {
        this.target = target;
        this.views = List.copyOf(views);
        this.seed = seed;
        this.threads = threads;
    }

    /** @return the side in pixels that pictures have to be read at for {@link #measure} */
    public int side(ModelBundle bundle) {
        return views.isEmpty() ? bundle.manifest().inputSize() : Canonicaliser.MASTER_SIZE;
    }

    /**
     * @param pictures at {@link #side}, by way of their masters
     * @param scratch folder for a temporary file of 128 KB a row (AlexNet at 64 pixels)
     * @throws RlpipsException INVALID_ARGUMENT where the pairs say nothing about the rate that the target needs
     */
    public BankThreshold measure(
            ModelBundle bundle, CalibrationPictures pictures, Path scratch, EvaluationListener listener) {
        long pairs = (long) pictures.references().size() * pictures.uploads().size();
        requireKeepable(pairs);
        TorchEngine.start().useIntraOpThreads(1);
        PairSample sample;
        double handicap;
        ViewScheme scheme;
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                ParallelWork workers = new ParallelWork(threads)) {
            FalseMatchStudy study = new FalseMatchStudy(
                    new PictureEmbedding(model, workers), scratch, List.of(target.pairRate()), seed);
            handicap = views.size() > 1 ? handicap(study, pictures, listener) : 0;
            scheme = scheme(handicap);
            sample = study.sample(scheme, pictures.references(), pictures.uploads(), listener);
        }
        return threshold(sample, handicap, target, seed, scheme.name(), pictures);
    }

    private double handicap(FalseMatchStudy study, CalibrationPictures pictures, EvaluationListener listener) {
        CalibrationCurve curve = study.sample(ViewScheme.ONE_VIEW, pictures.references(), pictures.uploads(), listener)
                .curve();
        return saidFor(
                        target,
                        () -> ViewThresholds.of(curve, target.pairRate(), views.size(), ViewThresholds.AS_IS_SHARE))
                .handicap();
    }

    static BankThreshold threshold(
            PairSample sample,
            double handicap,
            BankTarget target,
            long seed,
            String views,
            CalibrationPictures pictures) {
        double rate = target.pairRate();
        CalibrationCurve curve = sample.curve();
        saidFor(target, () -> curve.distanceAt(rate));
        Threshold threshold =
                FalseMatchStudy.thresholds(sample, List.of(rate), seed).get(0);
        Interval rates = threshold.rateInterval();
        double alertsPerRate = (double) target.references() * target.rows();
        return new BankThreshold(
                target,
                threshold.distance(),
                handicap,
                threshold.distanceInterval(),
                new Interval(rates.low() * alertsPerRate, rates.high() * alertsPerRate),
                curve.basis(rate),
                curve,
                threshold.rank(),
                sample.references(),
                sample.queries(),
                pictures.featureless(),
                views,
                FalseMatchStudy.RESAMPLINGS,
                FalseMatchStudy.named(sample, pictures.references(), pictures.uploads()));
    }

    private static <T> T saidFor(BankTarget target, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RlpipsException unknown) {
            throw new RlpipsException(
                    unknown.category(),
                    String.format(
                            Locale.ROOT,
                            "%s false alerts per upload with %d references: %s",
                            target.falseAlertsPerUpload(),
                            target.references(),
                            unknown.getMessage()),
                    unknown);
        }
    }

    private void requireKeepable(long pairs) {
        double kept = FalseMatchStudy.KEPT_FACTOR * target.pairRate() * pairs;
        if (kept > MOST_KEPT) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    String.format(
                            Locale.ROOT,
                            "a rate of %.3g a pair is %.0f of %d pairs, more than the %.0f that can be held: give fewer pictures",
                            target.pairRate(),
                            target.pairRate() * pairs,
                            pairs,
                            MOST_KEPT / FalseMatchStudy.KEPT_FACTOR));
        }
    }

    private ViewScheme scheme(double handicap) {
        if (views.isEmpty()) {
            return AS_READ;
        }
        String name = views.stream().map(View::label).collect(Collectors.joining(", "));
        return new ReferenceViews(name, views, handicap);
    }

    /** Model inputs already. */
    private static final ViewScheme AS_READ = new ViewScheme() {
        @Override
        public String name() {
            return ONE_VIEW.name();
        }

        @Override
        public List<RgbImage> ofReference(RgbImage picture, int inputSize) {
            return List.of(picture);
        }

        @Override
        public List<RgbImage> ofUpload(RgbImage picture, int inputSize) {
            return List.of(picture);
        }
    };
}
