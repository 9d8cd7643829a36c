package io.rlpips.local.bank;

/**
 * How much of a bank one model compares uploads with.
 *
 * @param references that are enabled; those outside their time of validity count as well, because it comes or goes by
 *     itself
 * @param views rows of the reference that has most: the picture as it is and its views
 */
public record BankSize(long references, int views) {
    static final BankSize EMPTY = new BankSize(0, 0);

    BankSize with(int rows) {
        return new BankSize(references + 1, Math.max(views, rows));
    }

    public long rows() {
        return references * views;
    }
}
