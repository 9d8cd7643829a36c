package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.Projection;
import io.rlpips.training.projection.ProjectionFit;
import io.rlpips.training.projection.SurvivorCount;
import io.rlpips.training.projection.Survivors;
import java.util.List;

/**
 * Fits the search projection to some of the data, and counts on background against other data what it leaves to be
 * compared. None of the pictures that are counted on were fitted to.
 */
final class SearchProjection {
    private static final long SEED = 1;
    private static final int FITTED_PICTURES = 4_000;
    private static final int QUERIES = 500;
    private static final int REFERENCES = 5_000;

    private final PerceptualModel model;
    private final PublishListener listener;

    SearchProjection(PerceptualModel model, PublishListener listener) {
        this.model = model;
        this.listener = listener;
    }

    /**
     * @param bundle the model's, without a projection
     * @param dimensions at least 1
     * @param format to store it in
     * @param source the data in words
     * @return the bundle with the projection as it is stored
     */
    ModelBundle fit(
            ModelBundle bundle,
            int dimensions,
            BasisFormat format,
            List<RgbImage> data,
            String source,
            String command) {
        List<RgbImage> pictures = split(data).chosen();
        Projection fitted = new ProjectionFit(model, dimensions, SEED)
                .fit(
                        pictures,
                        format,
                        done -> listener.progress(
                                "fitting the projection", done, (long) ProjectionFit.PASSES * pictures.size()));
        String fittedOn = "%d pictures of %s at equal steps, %d dimensions of %d, starting from seed %d"
                .formatted(pictures.size(), source, dimensions, fitted.fingerprintLength(), SEED);
        return bundle.withProjection(fitted, fittedOn, command);
    }

    Survivors count(Projection projection, double threshold, List<RgbImage> background, List<RgbImage> data) {
        List<RgbImage> references =
                EvenSample.of(split(data).rest(), REFERENCES).chosen();
        return SurvivorCount.of(
                model,
                projection,
                threshold,
                EvenSample.of(background, QUERIES).chosen(),
                references,
                done -> listener.progress("counting survivors", done, references.size()));
    }

    static List<Measurement> measurements(Projection projection, Survivors counted, String command) {
        return List.of(
                Measurement.of(
                        CardFigures.survivors(projection.dimensions(), counted.pairs()), counted.share(), command),
                Measurement.of(
                        CardFigures.violations(projection.dimensions(), counted.pairs()),
                        counted.violations(),
                        command));
    }

    /** Few pictures leave a fifth to be counted on. */
    private static EvenSample<RgbImage> split(List<RgbImage> data) {
        return EvenSample.of(data, Math.min(FITTED_PICTURES, data.size() * 4 / 5));
    }
}
