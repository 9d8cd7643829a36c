package io.rlpips.training.publishing;

/**
 * A figure of a card measured again.
 *
 * @param figure its name on the card
 * @param card what the card says
 * @param measured what was found
 * @param tolerance what they may differ by, in words
 * @param ok whether they differ by no more
 */
public record FigureCheck(String figure, double card, double measured, String tolerance, boolean ok) {
    static FigureCheck relative(String figure, double card, double measured, double tolerance) {
        boolean ok = Math.abs(measured - card) <= tolerance * Math.abs(card);
        return new FigureCheck(figure, card, measured, "%s of it".formatted(tolerance), ok);
    }

    static FigureCheck factor(String figure, double card, double measured, double factor) {
        boolean ok = measured <= card * factor && measured >= card / factor;
        return new FigureCheck(figure, card, measured, "a factor of %s".formatted(factor), ok);
    }

    static FigureCheck atMost(String figure, double card, double measured, double limit) {
        return new FigureCheck(figure, card, measured, "at most %s".formatted(limit), measured <= limit);
    }
}
