package io.rlpips.detector.match;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.List;

/**
 * What one shard found for an upload.
 *
 * @param reach how far was searched
 * @param shard which one, from 0
 * @param shards how many answers there are in all
 * @param rowsSearched rows of this shard that were visible to the upload
 */
public record Partial(
        UploadTicket ticket,
        PictureFacts picture,
        ViewThresholds reach,
        int shard,
        int shards,
        long rowsSearched,
        List<Candidate> candidates) {}
