package io.rlpips.local.bank;

import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.CalibrationCurve.Basis;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * The distance of one model that keeps a bank to a target.
 *
 * @param references that the bank counts, at least 1
 * @param views rows that each reference counts, at least 1
 * @param thresholds of the picture as it is and of its other views
 * @param pairRate share of unrelated pairs that may match, whatever the views
 * @param curve the model's own
 */
public record ResolvedTarget(
        String modelId,
        double falseAlertsPerUpload,
        long references,
        int views,
        ViewThresholds thresholds,
        double pairRate,
        CalibrationCurve curve) {
    /**
     * A bank so small that more pairs may match than the curve was measured up to gets the distance of the curve's end,
     * which keeps to less than the target.
     *
     * @throws RlpipsException INVALID_ARGUMENT for a model without a calibration curve, a target outside (0, 1), and a rate
     *     so low that the curve says nothing about it
     */
    public static ResolvedTarget of(ModelBundle bundle, double falseAlertsPerUpload, long references, int views) {
        if (!(falseAlertsPerUpload > 0 && falseAlertsPerUpload < 1)) {
            throw invalid("%s false alerts per upload, must lie between 0 and 1".formatted(falseAlertsPerUpload));
        }
        CalibrationCurve curve = bundle.manifest()
                .calibration()
                .orElseThrow(() -> invalid(
                        "model '%s' has no calibration curve to resolve a target by: 'rlpips calibrate' measures a threshold"
                                .formatted(bundle.modelId())));
        double rate = falseAlertsPerUpload / references;
        ViewThresholds thresholds = ViewThresholds.of(curve, rate, views, ViewThresholds.AS_IS_SHARE);
        return new ResolvedTarget(bundle.modelId(), falseAlertsPerUpload, references, views, thresholds, rate, curve);
    }

    /** @return one line for people */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "model %s: distance %.6f%s for %s false alerts per upload, %d references of %d view%s (%.3g of the unrelated pairs); %s",
                modelId,
                thresholds.asIs(),
                views == 1 ? "" : String.format(Locale.ROOT, ", %.6f under other views,", thresholds.otherViews()),
                falseAlertsPerUpload,
                references,
                views,
                views == 1 ? "" : "s",
                pairRate,
                basisInWords());
    }

    private String basisInWords() {
        if (views == 1) {
            return basisInWords(pairRate);
        }
        String asIs = basisInWords(ViewThresholds.AS_IS_SHARE * pairRate);
        String otherViews = thresholds.otherViews() == 0
                ? "no distance is small enough, and only the same fingerprint matches"
                : basisInWords((1 - ViewThresholds.AS_IS_SHARE) / (views - 1) * pairRate);
        return asIs + "; under other views: " + otherViews;
    }

    private String basisInWords(double rate) {
        return rate > curve.highestRate()
                ? String.format(
                        Locale.ROOT,
                        "that is beyond the curve's end at %.3g, whose distance was taken: fewer false alerts than the target",
                        curve.highestRate())
                : inWords(curve, rate);
    }

    /** @return what a rate's distance rests on, for people */
    public static String inWords(CalibrationCurve curve, double pairRate) {
        Basis basis = curve.basis(pairRate);
        double counted = curve.points().get(0).falseMatchRate();
        return switch (basis) {
            case COUNTED -> "counted on %d pairs".formatted(curve.pairs());
            case FITTED ->
                String.format(
                        Locale.ROOT,
                        "in the fitted tail: %d pairs are counted down to a rate of %.3g, below it an exponential fitted to the nearest %d says it",
                        curve.pairs(),
                        counted,
                        Math.round(counted * curve.pairs()));
            case EXTRAPOLATED ->
                String.format(
                        Locale.ROOT,
                        "EXTRAPOLATED by a factor of %.3g beyond the sample of %d pairs, by an exponential fitted to the nearest %d",
                        1 / (pairRate * curve.pairs()),
                        curve.pairs(),
                        Math.round(counted * curve.pairs()));
        };
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
