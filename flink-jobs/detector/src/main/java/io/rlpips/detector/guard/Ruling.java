package io.rlpips.detector.guard;

import io.rlpips.schemas.Disposition;
import java.util.Optional;

/**
 * What becomes of a match.
 *
 * @param standing of the reference after it
 * @param alert that it raised or repeats; empty in quarantine
 * @param disputed whether the reference was disputed at the match's moment
 * @param reason why the reference entered or left quarantine, in one line; empty where it did neither
 */
record Ruling(
        Disposition disposition,
        FloodStanding standing,
        Optional<RaisedAlert> alert,
        boolean disputed,
        String reason) {}
