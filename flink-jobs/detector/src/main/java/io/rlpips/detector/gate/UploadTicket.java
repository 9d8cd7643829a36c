package io.rlpips.detector.gate;

import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Ticket;
import java.util.List;

/**
 * What travels with an upload through the job. Of one that is looked at again, place and time are those of the record
 * that asked for it.
 *
 * @param uri where its picture was fetched from, empty when it was inline
 * @param lookup whether somebody only asks; nothing is raised then
 * @param visibleAtMillis the moment whose references and policies count for it
 * @param model that it is judged by, and by no other
 * @param secondLook {@link SecondLook#NONE} of an upload that has no verdict yet
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
        ModelDescription model,
        SecondLook secondLook)
        implements Ticket {
    /** Pictures that an earlier version of the job was fetching are state, and have no word on second looks. */
    public UploadTicket {
        secondLook = secondLook == null ? SecondLook.NONE : secondLook;
    }

    /** Of an upload that has no verdict yet. */
    public UploadTicket(
            Coordinates at,
            long brokerTimeMillis,
            long visibleAtMillis,
            String uploadId,
            String tenant,
            String uri,
            boolean lookup,
            List<PolicyChange> policies,
            ModelDescription model) {
        this(at, brokerTimeMillis, visibleAtMillis, uploadId, tenant, uri, lookup, policies, model, SecondLook.NONE);
    }

    @Override
    public String id() {
        return uploadId;
    }

    /** @return whether the upload had its verdict before */
    public boolean again() {
        return !secondLook.referenceId().isEmpty();
    }

    /** @return where the upload itself lies */
    public Coordinates upload() {
        return again() ? secondLook.upload() : at;
    }

    /** @return broker time of the upload itself */
    public long uploadedAtMillis() {
        return again() ? secondLook.uploadBrokerTimeMillis() : brokerTimeMillis;
    }
}
