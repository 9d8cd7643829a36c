package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.Projection;
import java.util.Optional;

/** Whether a projection is the one its manifest speaks of and fits the model's fingerprints. */
final class BundleProjection {
    private BundleProjection() {}

    static void requireFitting(Manifest manifest, Optional<Projection> projection) {
        if (projection.isPresent() != manifest.projection().isPresent()) {
            throw BundleFailure.of(
                    projection.isPresent()
                            ? "the bundle has a projection its manifest does not speak of"
                            : "the manifest speaks of a projection that the bundle lacks");
        }
        projection.ifPresent(
                found -> requireFitting(manifest, manifest.projection().orElseThrow(), found));
    }

    private static void requireFitting(Manifest manifest, ProjectionNotes notes, Projection projection) {
        if (projection.dimensions() != notes.dimensions()) {
            throw BundleFailure.of(
                    "projection has %d dimensions, the manifest says %d", projection.dimensions(), notes.dimensions());
        }
        int length = manifest.backbone().fingerprintLength(manifest.inputSize());
        if (projection.fingerprintLength() != length) {
            throw BundleFailure.of(
                    "projection is for fingerprints of %d floats, those of %s at %d pixels have %d",
                    projection.fingerprintLength(), manifest.backbone().label(), manifest.inputSize(), length);
        }
    }

    /** @return empty where the manifest speaks of none */
    static Optional<Projection> read(Manifest manifest, BundleSource source) {
        return manifest.projection().map(notes -> read(notes, source));
    }

    private static Projection read(ProjectionNotes notes, BundleSource source) {
        String announced = notes.sha256()
                .orElseThrow(() -> BundleFailure.of("%s lacks 'projection.sha256'", BundleSource.MANIFEST));
        byte[] content = source.read(BundleSource.PROJECTION, BundleReader.PROJECTION_LIMIT_BYTES);
        Sha256.requireSame(BundleSource.PROJECTION, content, announced);
        try {
            return Projection.read(content, notes.format());
        } catch (RlpipsException damaged) {
            throw BundleFailure.of(damaged, BundleSource.PROJECTION + ": " + damaged.getMessage());
        }
    }
}
