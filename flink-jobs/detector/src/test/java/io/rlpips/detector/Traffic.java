package io.rlpips.detector;

import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Uploads and, all through them, references that come, are replaced and go: written straight to the fingerprints topic,
 * so that the moment at which each counts is known from the broker.
 */
final class Traffic {
    private static final int REFERENCES = 60;
    private static final int REMOVALS_PER_HUNDRED = 25;

    private DetectorStack stack;
    private final TestingModel model;
    private final Random random = new Random(4);
    private final List<String> uploads = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private long referenceOffset;

    Traffic(DetectorStack stack, TestingModel model) {
        this.stack = stack;
        this.model = model;
    }

    /** Sends so many uploads, each beside a change of a reference, and with every tenth one that is no picture. */
    void send(int count) {
        for (int i = 0; i < count; i++) {
            changeReference(random.nextInt(REFERENCES));
            String id = "upload-" + uploads.size();
            uploads.add(id);
            stack.sendUpload(id, TestPictures.png(random.nextInt(2 * REFERENCES)));
            if (i % 10 == 9) {
                String brokenId = "broken-" + broken.size();
                broken.add(brokenId);
                stack.sendUpload(brokenId, brokenId.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Registers a reference that stays. */
    void register(String id, String bank, int seed) {
        ReferenceFingerprints stays = ReferenceFingerprints.newBuilder(fingerprints(id, seed))
                .setBank(bank)
                .build();
        String key = new FingerprintKey(id, model.identity().modelId()).text();
        stack.send(
                Subjects.FINGERPRINTS,
                key,
                SingleObject.of(Subjects.FINGERPRINTS).encode(stays));
    }

    /** Goes on with another broker on the same log. */
    void moveTo(DetectorStack next) {
        stack = next;
    }

    /** @return the ids of all sound uploads sent */
    List<String> uploads() {
        return List.copyOf(uploads);
    }

    /** @return the ids of all uploads sent that are no pictures */
    List<String> broken() {
        return List.copyOf(broken);
    }

    private void changeReference(int seed) {
        String id = "reference-" + seed;
        String key = new FingerprintKey(id, model.identity().modelId()).text();
        boolean removed = random.nextInt(100) < REMOVALS_PER_HUNDRED;
        byte[] value = removed ? null : SingleObject.of(Subjects.FINGERPRINTS).encode(fingerprints(id, seed));
        stack.send(Subjects.FINGERPRINTS, key, value);
    }

    private ReferenceFingerprints fingerprints(String id, int seed) {
        RgbImage master = TestPictures.master(seed);
        CompactRow row;
        try (ModelSource.EmbeddingModel loaded = model.open()) {
            row = loaded.embed(List.of(master)).get(0).compact().orElseThrow();
        }
        float[] point = row.point();
        ByteBuffer bytes = ByteBuffer.allocate(point.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(point);
        return ReferenceFingerprints.newBuilder()
                .setReferenceId(id)
                .setReference(new BrokerPosition("references", 0, referenceOffset++))
                .setMasterImage(ByteBuffer.wrap(PngFile.of(master)))
                .setModelId(model.identity().modelId())
                .setModelHash(model.identity().modelHash())
                .setProjectionHash(model.identity().projectionHash())
                .setRows(new ArrayList<>(
                        List.of(new FingerprintRow("as-is", ByteBuffer.allocate(0), bytes, row.rounding()))))
                .build();
    }
}
