package io.rlpips.detector.match;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.exchange.Handover;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.List;

/**
 * An upload on its way to every shard.
 *
 * @param reach the largest thresholds that apply
 * @param views the fingerprints to search with; none when the picture is featureless
 */
public record Query(UploadTicket ticket, PictureFacts picture, ViewThresholds reach, List<QueryView> views) {
    /** To every shard, which looks in its own part of the references. */
    public static final Handover<Query, EncodedQuery> TO_SHARDS =
            new Handover<>("queries", true, EncodedQuery::of, EncodedQuery::decoded);
}
