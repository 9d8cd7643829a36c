package io.rlpips.local.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a bank of one size was searched, in several ways for the same queries.
 *
 * @param references rows searched
 * @param queries looked for, in batches of {@code batch}: photos, and pictures at the radius of a reference
 * @param atTheRadius of them blended to lie at the radius
 * @param pushedAway of them copies of references under attack
 * @param radius largest distance that counts
 * @param directions of the projection
 * @param bruteForceSeconds for the queries against whole float32 fingerprints; negative where that was not measured
 * @param ways how else they were searched
 * @param streamed comparing whole with a part of the references, of which not all fit into memory; empty where not asked for
 */
public record SearchResult(
        int references,
        int queries,
        int atTheRadius,
        int pushedAway,
        int batch,
        double radius,
        int directions,
        double bruteForceSeconds,
        List<Way> ways,
        Optional<Streamed> streamed) {
    /** Of bytes that were not counted. */
    static final int UNKNOWN = -1;

    /**
     * One way to search.
     *
     * @param name for people
     * @param residentBytes a row in memory, without its reference's name; {@link #UNKNOWN} where it was not counted
     * @param seconds for all queries once, their projection and the embedding of what is measured included
     * @param tiers what each tier left over; empty where there are none
     * @param measured rows that were embedded again to be measured
     * @param matches pairs within the radius
     * @param comparison with brute force, or else with the first way; empty for the first way where there is none
     * @param speedup over brute force; NaN where that was not measured
     */
    public record Way(
            String name,
            int residentBytes,
            double seconds,
            Optional<Tiers> tiers,
            long measured,
            long matches,
            Optional<Comparison> comparison,
            double speedup) {}

    /**
     * Pairs of a query and a row that were left.
     *
     * @param first by the first tier of compact rows
     * @param second by both
     */
    public record Tiers(long first, long second) {}

    /**
     * What was found beside what another way found.
     *
     * @param with that way
     * @param differences queries whose result differed
     * @param recall share of that way's matches that were found; NaN where there were none
     */
    public record Comparison(String with, int differences, double recall) {}

    /**
     * What compact rows found for some queries, beside comparing whole fingerprints.
     *
     * @param references the first so many, and no others, were compared and counted
     * @param queries the last so many
     */
    public record Streamed(int references, int queries, Comparison comparison) {
        private String line() {
            return String.format(
                    Locale.ROOT,
                    "%d queries compared whole with the first %,d references: %d results differ from %s",
                    queries,
                    references,
                    comparison.differences(),
                    comparison.with());
        }
    }

    /** @return a line for people for each way, and for what was compared besides */
    public List<String> lines() {
        return Stream.concat(ways.stream().map(this::line), streamed.stream().map(Streamed::line))
                .toList();
    }

    private String line(Way way) {
        String said = String.format(
                Locale.ROOT,
                "%,d references, %s%s: %.0f queries/s, %s%.2f rows embedded again a query, %d matches%s",
                references,
                way.name(),
                way.residentBytes() == UNKNOWN
                        ? ""
                        : String.format(Locale.ROOT, " (%,d bytes a row)", way.residentBytes()),
                queries / way.seconds(),
                way.tiers().map(this::text).orElse(""),
                (double) way.measured() / queries,
                way.matches(),
                way.comparison().map(this::text).orElse(""));
        return bruteForceSeconds < 0
                ? said
                : said
                        + String.format(
                                Locale.ROOT,
                                "; %.1f times as fast as brute force (%.1f queries/s)",
                                way.speedup(),
                                queries / bruteForceSeconds);
    }

    private String text(Tiers tiers) {
        return String.format(
                Locale.ROOT,
                "%.1f then %.2f rows left a query, ",
                (double) tiers.first() / queries,
                (double) tiers.second() / queries);
    }

    private String text(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                ", %d of %d results differ from %s, recall %.4f",
                comparison.differences(),
                queries,
                comparison.with(),
                comparison.recall());
    }
}
