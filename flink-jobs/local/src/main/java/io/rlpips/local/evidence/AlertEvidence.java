package io.rlpips.local.evidence;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The records behind an alert, each as it was then; empty where the topic does not keep it any more.
 *
 * @param verdict of the upload
 * @param upload the record that was judged
 * @param reference the version that matched
 * @param fingerprints of that version by the alert's model, with its master image
 * @param policy the version that set the threshold; empty also where none applied
 * @param reviews what people found, oldest first
 */
public record AlertEvidence(
        Alert alert,
        Optional<Verdict> verdict,
        Optional<Upload> upload,
        Optional<Reference> reference,
        Optional<ReferenceFingerprints> fingerprints,
        Optional<Policy> policy,
        List<Review> reviews) {}
