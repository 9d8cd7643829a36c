package io.rlpips.detector.match;

/** What a shard holds of the references as one model sees them: what was added to it and not forgotten since. */
interface ReferenceVersions {
    ReferenceVersion find(String referenceId, long version);

    /** @return the version's master image, encoded */
    byte[] master(String referenceId, long version);
}
