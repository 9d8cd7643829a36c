package io.rlpips.metric.search;

/**
 * Which view of which version of which reference a row is.
 *
 * @param version distinguishes successive versions of the reference; larger is later
 * @param view for example {@code as-is}
 */
public record RowKey(String referenceId, long version, String view) {}
