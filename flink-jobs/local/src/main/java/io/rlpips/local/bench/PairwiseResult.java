package io.rlpips.local.bench;

import java.util.Locale;

/**
 * What a straightforward job would take for one upload, beside embedding it once and searching.
 *
 * @param references each upload is compared with
 * @param pairs of an upload and a reference that were measured
 * @param pairSeconds for all of them: the network on both pictures, and the distance
 * @param matches of the pairs, within the radius
 * @param differences pairs that only one of the two ways calls a match
 * @param uploads that were embedded once and looked for
 * @param searchSeconds for all of them: embedding, projection, exact search, measuring of survivors
 * @param registrationSeconds for embedding all references, once and for all; part of neither
 * @param pairwiseUploadSeconds a pair's seconds times the references: extrapolated
 * @param searchedUploadSeconds of an upload that is embedded once and looked for
 * @param ratio how many times longer the pairs take
 */
public record PairwiseResult(
        int references,
        int pairs,
        double pairSeconds,
        int matches,
        int differences,
        int uploads,
        double searchSeconds,
        double registrationSeconds,
        double pairwiseUploadSeconds,
        double searchedUploadSeconds,
        double ratio) {
    static PairwiseResult of(
            int references, ComparedPairs compared, int uploads, double searchSeconds, double registrationSeconds) {
        double pairwise = references * compared.seconds() / compared.pairs();
        double searched = searchSeconds / uploads;
        return new PairwiseResult(
                references,
                compared.pairs(),
                compared.seconds(),
                compared.matches(),
                compared.differences(),
                uploads,
                searchSeconds,
                registrationSeconds,
                pairwise,
                searched,
                pairwise / searched);
    }

    /** What came of comparing pictures two by two. */
    record ComparedPairs(int pairs, double seconds, int matches, int differences) {}

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%,d references: %.2f ms a pair, which is %.2f s an upload; embedded once and searched %.2f ms an upload,"
                        + " %.0f times faster; %d of %,d pairs match, %d are decided differently",
                references,
                1e3 * pairSeconds / pairs,
                pairwiseUploadSeconds,
                1e3 * searchedUploadSeconds,
                ratio,
                matches,
                pairs,
                differences);
    }
}
