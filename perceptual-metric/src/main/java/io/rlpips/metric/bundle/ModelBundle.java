package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.Projection;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * A model: what it says about itself and its tensors. Every instance is complete and checked: exactly the tensors of its
 * backbone, each of the right shape and finite, one head a tap and none of its weights negative, and a projection that
 * fits where the manifest speaks of one. Immutable, safe to share.
 *
 * <p>Making a bundle from a manifest without a hash stores the tensors once in memory to know their hash, and keeps the
 * values as they come back from there: in float16 a bundle holds the rounded values from the start, so what was measured
 * is what is published.
 *
 * @param manifest with the hash of the tensors
 * @param tensors {@code backbone.<torchvision name>} and {@code heads.<tap>} of shape [channels], in the order of the
 *     layers
 * @param projection for the search, where one was fitted
 */
public record ModelBundle(Manifest manifest, Map<String, WeightTensor> tensors, Optional<Projection> projection) {
    /**
     * @throws RlpipsException INVALID_BUNDLE naming the tensor that is missing, unknown, of another shape, not finite,
     *     or a head with a negative weight, or what is wrong with the projection; INVALID_WEIGHTS if a value does not fit the manifest's precision
     */
    public ModelBundle {
        tensors = BundleTensors.checked(manifest, tensors);
        BundleProjection.requireFitting(manifest, projection);
        if (manifest.tensorsSha256().isEmpty()) {
            byte[] stored = SafetensorsFormat.write(tensors, manifest.precision());
            manifest = manifest.withTensorsSha256(Sha256.of(stored));
            tensors = manifest.precision() == Precision.FLOAT32 ? tensors : SafetensorsFormat.read(stored);
        }
        if (projection.isPresent()
                && manifest.projection().orElseThrow().sha256().isEmpty()) {
            byte[] stored = projection.get().stored();
            manifest =
                    manifest.withProjection(manifest.projection().orElseThrow().withSha256(Sha256.of(stored)));
            projection = Optional.of(Projection.read(stored, projection.get().format()));
        }
        tensors = Collections.unmodifiableMap(tensors);
    }

    /** A bundle without a projection, whatever its manifest was copied from. */
    public ModelBundle(Manifest manifest, Map<String, WeightTensor> tensors) {
        this(manifest.withoutProjection(), tensors, Optional.empty());
    }

    /** @return the same model with a projection, stored in its own format */
    public ModelBundle withProjection(Projection fitted, String fittedOn, String command) {
        ProjectionNotes notes =
                new ProjectionNotes(fitted.dimensions(), fitted.format(), Optional.empty(), fittedOn, command);
        return new ModelBundle(manifest.withProjection(notes), tensors, Optional.of(fitted));
    }

    public String modelId() {
        return manifest.modelId();
    }

    /**
     * What fingerprints depend on: SHA-256 over backbone, input size and the hash of the tensors. Two bundles with the
     * same hash give the same distances, whatever else their manifests say.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String modelHash() {
        String identity = manifest.backbone().label() + " " + manifest.inputSize() + " "
                + manifest.tensorsSha256().orElseThrow();
        return Sha256.of(identity.getBytes(StandardCharsets.UTF_8));
    }

    /** @param described the manifest of this bundle with other notes; what it says of the projection is kept */
    public ModelBundle with(Manifest described) {
        return new ModelBundle(described, tensors, projection);
    }

    /** @return the same model as it is when stored in this precision, with the hash and the values of that form */
    public ModelBundle storedAs(Precision precision) {
        return new ModelBundle(manifest.withPrecision(precision), tensors, projection);
    }
}
