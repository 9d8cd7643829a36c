package io.rlpips.local.web;

import java.util.Map;

/**
 * Where the stream stands, as the page shows it.
 *
 * @param openedAtMillis since when the counts count; another value means another console, which knows nothing of before
 * @param uploadsPerSecond that arrive, over the last ten seconds
 * @param undecided uploads on the topic that have no decision yet
 * @param decisions uploads by the outcome of their verdict, REJECTED for those without one
 * @param lookups verdicts about what somebody only asked
 * @param matches of uploads, by disposition
 * @param rejects records of all kinds, by category
 * @param unreadable records of the decisions' topics that could not be decoded
 * @param trouble why nothing more is read; empty while all is well
 */
record Figures(
        long openedAtMillis,
        double uploadsPerSecond,
        long undecided,
        Map<String, Long> decisions,
        long lookups,
        Map<String, Long> matches,
        Map<String, Long> rejects,
        long unreadable,
        String trouble) {}
