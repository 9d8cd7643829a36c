package io.rlpips.metric.failure;

/**
 * Why something could not be done. One vocabulary for exceptions, records on the {@code rejects} topic and metrics, so
 * that what an operator counts is what a developer catches.
 */
public enum FailureCategory {
    /** There are no bytes at all. */
    EMPTY_INPUT,
    /** The bytes carry no signature of a picture format that is read here. */
    NOT_AN_IMAGE,
    /** The format is recognised and the content is truncated or damaged. */
    CORRUPT_IMAGE,
    /** More bytes than the configured limit. */
    TOO_MANY_BYTES,
    /** The header announces more pixels than the configured limit; nothing was allocated for them. */
    TOO_MANY_PIXELS,
    /** A side is shorter than the configured limit. */
    TOO_FEW_PIXELS,
    /** A record on a topic or of a data set cannot be decoded or breaks its contract. */
    MALFORMED_RECORD,
    /** A claim check names a place that the configuration does not allow. */
    FORBIDDEN_LOCATION,
    /** A claim check names something that does not exist; a file that is needed is not there or cannot be read. */
    CONTENT_NOT_FOUND,
    /** The content of a claim check has another length or SHA-256 than was announced; a data set is not as announced. */
    CONTENT_MISMATCH,
    /** A claim check could not be fetched after all retries. */
    FETCH_FAILED,
    /** A weight file (checkpoint, archive, tensor file) is damaged, hostile or lacks what was asked for. */
    INVALID_WEIGHTS,
    /** A model bundle does not pass its checks. */
    INVALID_BUNDLE,
    /** An argument of the caller's is out of range; for a command line, wrong usage. */
    INVALID_ARGUMENT,
    /** The requested device is not there. */
    DEVICE_UNAVAILABLE,
    /** A defect or an environment failure that no other category names. */
    INTERNAL
}
