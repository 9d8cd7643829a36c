package io.rlpips.detector.match;

/** Where the versions that a shard holds are looked up. */
@FunctionalInterface
interface ReferenceVersions {
    /** @return one that was added to the shard and not forgotten since */
    ReferenceVersion find(String referenceId, long version);
}
