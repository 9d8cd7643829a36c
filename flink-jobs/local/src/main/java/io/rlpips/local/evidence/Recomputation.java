package io.rlpips.local.evidence;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.schemas.Alert;

/**
 * An alert's distance, computed again from the pictures.
 *
 * @param distance as it comes out here
 * @param difference from the alert's, without its sign
 */
public record Recomputation(LayeredDistance distance, double difference) {
    /** What rounding may change between processors, float32 all the way through the network. */
    public static final double TOLERANCE = 1e-5;

    /**
     * @param upload the file that was uploaded
     * @param reference the file that was registered, or its master
     */
    public static Recomputation of(Alert alert, ModelBundle bundle, byte[] upload, byte[] reference) {
        DetectedPictures pictures = new DetectedPictures(bundle.manifest().inputSize());
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            LayeredDistance distance = DetectedPictures.distance(
                    model,
                    pictures.upload(upload, alert.getUploadView()),
                    pictures.reference(reference, alert.getReferenceView()));
            return new Recomputation(distance, Math.abs(distance.distance() - alert.getDistance()));
        }
    }

    public boolean agrees() {
        return difference <= TOLERANCE;
    }
}
