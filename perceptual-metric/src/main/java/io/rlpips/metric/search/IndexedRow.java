package io.rlpips.metric.search;

/**
 * One view of one version of one reference.
 *
 * @param referenceId what the view belongs to
 * @param version distinguishes successive versions of the reference; larger is later
 * @param view which view of the picture this is, for example {@code as-is}
 * @param fingerprint as many floats as the index has dimensions; not written to afterwards
 * @param validity when the row is visible
 */
public record IndexedRow(String referenceId, long version, String view, float[] fingerprint, Validity validity) {}
