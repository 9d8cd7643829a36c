package io.rlpips.schemas;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** One well-filled record of each of the shapes that matter to the wire. */
final class Samples {
    static final BrokerPosition POSITION = new BrokerPosition("uploads", 3, 1L << 40);

    private Samples() {}

    static Upload upload() {
        return Upload.newBuilder()
                .setUploadId("cat \uD83D\uDC08.jpg")
                .setTenant("press")
                .setClientTimeMillis(1_700_000_000_000L)
                .setImage(ImagePayload.newBuilder()
                        .setInline(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .build())
                .setAttributes(Map.of("camera", "none", "", ""))
                .build();
    }

    static ReferenceFingerprints fingerprints() {
        return ReferenceFingerprints.newBuilder()
                .setReferenceId("poster-1")
                .setReference(POSITION)
                .setMasterImage(ByteBuffer.wrap(new byte[] {9}))
                .setModelId("tiny")
                .setRows(List.of(
                        new FingerprintRow("as-is", ByteBuffer.wrap(new byte[8]), ByteBuffer.wrap(new byte[0]), 0f),
                        new FingerprintRow(
                                "mirrored", ByteBuffer.wrap(new byte[0]), ByteBuffer.wrap(new byte[8]), 1e-7f)))
                .build();
    }

    static Alert alert() {
        return Alert.newBuilder()
                .setAlertId("a1")
                .setUpload(POSITION)
                .setUploadId("cat.jpg")
                .setReferenceId("poster-1")
                .setReference(POSITION)
                .setDistance(0.125)
                .setThreshold(0.25)
                .setMargin(0.125)
                .setLayerDistances(List.of(0.0625, 0.0625))
                .setModelId("tiny")
                .setPolicy(new PolicyVersion("default", POSITION))
                .build();
    }

    static Reject reject() {
        return Reject.newBuilder()
                .setRecord(POSITION)
                .setOriginalValue(ByteBuffer.wrap(new byte[] {0}))
                .setOriginalLength(1)
                .setCategory(RejectCategory.NOT_AN_IMAGE)
                .setMessage("no known signature")
                .build();
    }
}
