package io.rlpips.detector.recorded;

/**
 * Memory for the pages of a row group that are open at the same time, one of each column and its dictionary. A page tells
 * how much it becomes before anything is allocated for it, and a few bytes may tell anything.
 */
final class PageBudget {
    /** Programs that write many rows at once make pages of a thousand pictures. */
    static final long MOST_BYTES = 256L << 20;

    private final OpenFile file;
    private long taken;

    PageBudget(OpenFile file) {
        this.file = file;
    }

    /**
     * @param before what is given back
     * @param next what is wanted
     * @return what was wanted
     * @throws io.rlpips.metric.failure.RlpipsException TOO_MANY_BYTES
     */
    long exchange(long before, long next, String column) {
        taken += next - before;
        if (taken > MOST_BYTES) {
            throw file.tooMany("a page of column %s, with those open beside it,".formatted(column), taken, MOST_BYTES);
        }
        return next;
    }
}
