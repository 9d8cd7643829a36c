package io.rlpips.detector.gate;

import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Ticket;
import java.util.List;

/**
 * What travels with an upload through the job.
 *
 * @param uri where its picture was fetched from, empty when it was inline
 * @param lookup whether somebody only asks; nothing is raised then
 * @param visibleAtMillis the moment whose references and policies count for it
 * @param model that it is judged by, and by no other
 */
public record UploadTicket(
        Coordinates at,
        long brokerTimeMillis,
        long visibleAtMillis,
        String uploadId,
        String tenant,
        String uri,
        boolean lookup,
        List<PolicyChange> policies,
        ModelDescription model)
        implements Ticket {
    @Override
    public String id() {
        return uploadId;
    }
}
