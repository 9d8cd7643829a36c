package io.rlpips.detector.register;

import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.ReferenceTicket;

/**
 * An {@link EmbedOrder} that was carried out.
 *
 * @param update for the fingerprints topic
 * @param rows how many views were fingerprinted
 * @param announced whether the reference's status is to tell of it
 */
public record Fingerprinted(
        FingerprintUpdate update, ReferenceTicket ticket, ModelIdentity model, int rows, boolean announced) {}
