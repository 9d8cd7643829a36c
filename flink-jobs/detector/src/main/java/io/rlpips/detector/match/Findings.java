package io.rlpips.detector.match;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import java.util.List;

/**
 * What all shards found for an upload.
 *
 * @param candidates in {@link Candidate#ORDER}
 */
public record Findings(
        UploadTicket ticket, PictureFacts picture, double radius, long rowsSearched, List<Candidate> candidates) {}
