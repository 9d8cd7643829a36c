package io.rlpips.detector.register;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.read.ReferenceTicket;

/**
 * A reference that stands, with all that is needed to fingerprint it again for another model or under other views.
 *
 * @param master its master image as PNG
 */
public record RegisteredReference(ReferenceTicket ticket, PictureFacts facts, byte[] master) {}
