package io.rlpips.detector.register;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.ReferenceTicket;
import java.util.List;

/**
 * Fingerprints to be made, or to be ended; in the order of the reference's records.
 *
 * @param ticket of the record that the reference stands by, or that removed it
 * @param model to make them with, or whose they are
 * @param removal whether they are to be ended; the fields behind then say nothing
 * @param announced whether the reference's status is to tell of it: the first model's order of a new record
 * @param views besides the picture as it is, by their labels
 * @param master image of the reference
 */
public record EmbedOrder(
        ReferenceTicket ticket,
        ModelDescription model,
        boolean removal,
        boolean announced,
        List<String> views,
        PictureFacts facts,
        MasterImage master) {
    private static final PictureFacts UNKNOWN = new PictureFacts("", 0, 0, 0, false);

    /** Of a new record. */
    static EmbedOrder make(Registration record, ModelDescription model, List<String> views, boolean announced) {
        return new EmbedOrder(record.ticket(), model, false, announced, views, record.facts(), record.master());
    }

    /** Of a record that was told of before. */
    static EmbedOrder make(RegisteredReference reference, ModelDescription model, List<String> views) {
        return new EmbedOrder(
                reference.ticket(),
                model,
                false,
                false,
                views,
                reference.facts(),
                MasterImage.kept(reference.master()));
    }

    static EmbedOrder end(ReferenceTicket ticket, ModelDescription model, boolean announced) {
        return new EmbedOrder(ticket, model, true, announced, List.of(), UNKNOWN, MasterImage.NONE);
    }
}
