package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.Projection;
import io.rlpips.training.projection.Survivors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures the figures of a card again that take minutes: the nearest unrelated pair, the false-match rate at the
 * threshold, and what the search projection leaves. On the pictures that the card was measured on they have to come out
 * the same but for rounding; on others (another number of pairs) only rates are compared, and loosely.
 */
public final class CardVerifier {
    /** What another processor's rounding may change. */
    private static final double SAME_PICTURES = 1e-3;
    /** Of the fitted rate, which is an exponential of the distance. */
    private static final double SAME_RATE = 1.05;
    /** Rates of other pictures of the same kind. */
    private static final double OTHER_PICTURES = 3;
    /** Counts of a few are no rate. */
    private static final double FEW_SURVIVORS = 10;

    private final ModelBundle bundle;
    private final PublishListener listener;
    private final List<FigureCheck> checks = new ArrayList<>();

    private CardVerifier(ModelBundle bundle, PublishListener listener) {
        this.bundle = bundle;
        this.listener = listener;
    }

    /**
     * What needs no pictures.
     *
     * @return nothing for a bundle without a projection
     */
    public static List<FigureCheck> verify(ModelBundle bundle) {
        CardVerifier verifier = new CardVerifier(bundle, (stage, done, total) -> {});
        bundle.projection().ifPresent(verifier::orthonormality);
        return verifier.checks;
    }

    /**
     * @param data what the model was trained on, as it was published
     * @param background pictures that nothing was trained on
     * @throws RlpipsException INVALID_ARGUMENT when the bundle was not published: it has no calibration to compare with
     */
    public static List<FigureCheck> verify(
            ModelBundle bundle, List<RgbImage> data, List<RgbImage> background, PublishListener listener) {
        CardVerifier verifier = new CardVerifier(bundle, listener);
        bundle.projection().ifPresent(verifier::orthonormality);
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            verifier.calibration(model, data, background);
            bundle.projection().ifPresent(projection -> verifier.survivors(model, projection, data, background));
        }
        return verifier.checks;
    }

    private void orthonormality(Projection projection) {
        checks.add(FigureCheck.atMost(
                "largest error of the projection's orthonormality",
                0,
                projection.orthonormalityError(),
                projection.format().tolerance()));
    }

    private void calibration(PerceptualModel model, List<RgbImage> data, List<RgbImage> background) {
        Manifest manifest = bundle.manifest();
        CalibrationCurve card = manifest.calibration().orElseThrow(() -> unpublished("calibration curve"));
        double threshold = manifest.recommendedThreshold().orElseThrow(() -> unpublished("recommended threshold"));
        Calibration.Result measured =
                new Calibration(model, BundlePublisher.KEPT_DISTANCES).measure(background, data, listener);
        boolean same = measured.curve().pairs() == card.pairs();
        String nearest = CardFigures.nearest(measured.curve().pairs());
        onCard(nearest)
                .ifPresent(
                        value -> checks.add(FigureCheck.relative(nearest, value, measured.nearest(), SAME_PICTURES)));
        checks.add(FigureCheck.factor(
                CardFigures.RATE_AT_THRESHOLD,
                onCard(CardFigures.RATE_AT_THRESHOLD).orElseGet(() -> card.falseMatchRateAt(threshold)),
                measured.curve().falseMatchRateAt(threshold),
                same ? SAME_RATE : OTHER_PICTURES));
    }

    private void survivors(
            PerceptualModel model, Projection projection, List<RgbImage> data, List<RgbImage> background) {
        double threshold = bundle.manifest().recommendedThreshold().orElseThrow();
        Survivors counted = new SearchProjection(model, listener).count(projection, threshold, background, data);
        String violations = CardFigures.violations(projection.dimensions(), counted.pairs());
        checks.add(FigureCheck.atMost(violations, onCard(violations).orElse(0.0), counted.violations(), 0));
        String survivors = CardFigures.survivors(projection.dimensions(), counted.pairs());
        onCard(survivors)
                .ifPresent(share -> checks.add(FigureCheck.atMost(
                        survivors,
                        share,
                        counted.share(),
                        share * (1 + SAME_PICTURES) + FEW_SURVIVORS / counted.pairs())));
    }

    private Optional<Double> onCard(String name) {
        return bundle.manifest().metrics().stream()
                .filter(figure -> figure.name().equals(name))
                .map(Measurement::value)
                .findFirst();
    }

    private RlpipsException unpublished(String what) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "bundle %s has no %s to compare with: publish it first".formatted(bundle.modelId(), what));
    }
}
