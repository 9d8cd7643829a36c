package io.rlpips.schemas;

import static io.rlpips.schemas.Cleanup.BY_AGE;
import static io.rlpips.schemas.Cleanup.BY_KEY;

import java.util.List;

/** Every subject there is. The rules for changing one are in the module's README. */
public final class Subjects {
    /**
     * Key of the records that keep the visibility clock going on the topics where {@link Subject#control()} holds. Their
     * value is empty (zero bytes, not null), they carry nothing but their broker time, and readers drop them. No bank,
     * reference, model or alert may have this name.
     */
    public static final String HEARTBEAT_KEY = "__heartbeat";

    public static final Subject<Upload> UPLOADS = new Subject<>("uploads", Upload.class, 2, BY_AGE, false, "uploadId");
    /** Keyed by {@link RecheckKey}. */
    public static final Subject<Recheck> RECHECKS =
            new Subject<>("rechecks", Recheck.class, 1, BY_AGE, false, "upload's position and referenceId");

    public static final Subject<Reference> REFERENCES =
            new Subject<>("references", Reference.class, 1, BY_KEY, false, "referenceId");
    /** Keyed by {@link FingerprintKey}. */
    public static final Subject<ReferenceFingerprints> FINGERPRINTS =
            new Subject<>("fingerprints", ReferenceFingerprints.class, 2, BY_KEY, true, "modelId and referenceId");

    public static final Subject<Policy> POLICIES = new Subject<>("policies", Policy.class, 4, BY_KEY, true, "bank");
    public static final Subject<ModelAnnouncement> MODELS =
            new Subject<>("models", ModelAnnouncement.class, 1, BY_KEY, true, "modelId");
    public static final Subject<ModelStatus> MODEL_STATUS =
            new Subject<>("model-status", ModelStatus.class, 1, BY_KEY, false, "modelId");
    public static final Subject<Review> REVIEWS = new Subject<>("reviews", Review.class, 1, BY_AGE, true, "alertId");
    public static final Subject<Verdict> VERDICTS =
            new Subject<>("verdicts", Verdict.class, 3, BY_AGE, false, "uploadId");
    public static final Subject<Alert> ALERTS = new Subject<>("alerts", Alert.class, 3, BY_AGE, false, "alertId");
    public static final Subject<ReferenceStatus> REFERENCE_STATUS =
            new Subject<>("reference-status", ReferenceStatus.class, 1, BY_KEY, false, "referenceId");
    public static final Subject<Reject> REJECTS =
            new Subject<>("rejects", Reject.class, 1, BY_AGE, false, "key of the original record");

    private static final List<Subject<?>> ALL = List.of(
            UPLOADS,
            RECHECKS,
            REFERENCES,
            FINGERPRINTS,
            POLICIES,
            MODELS,
            MODEL_STATUS,
            REVIEWS,
            VERDICTS,
            ALERTS,
            REFERENCE_STATUS,
            REJECTS);

    private Subjects() {}

    /** In the order of the README's table. */
    public static List<Subject<?>> all() {
        return ALL;
    }
}
