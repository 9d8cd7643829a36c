package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of an ordered list count.
 *
 * @param count how many, at least 1; where there are fewer, all count
 */
public record PictureSelection(From from, int count) {
    /** Everything. */
    public static final PictureSelection ALL = new PictureSelection(From.BEGINNING, Integer.MAX_VALUE);

    /** Where the chosen ones lie. */
    public enum From {
        BEGINNING,
        END,
        /** At equal distances over the whole list, so that every class is met. */
        EVERYWHERE
    }

    public PictureSelection {
        if (count < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%d pictures selected, needs at least 1".formatted(count));
        }
    }

    public static PictureSelection first(int count) {
        return new PictureSelection(From.BEGINNING, count);
    }

    public static PictureSelection last(int count) {
        return new PictureSelection(From.END, count);
    }

    public static PictureSelection spread(int count) {
        return new PictureSelection(From.EVERYWHERE, count);
    }

    /** @return the chosen ones, in their order */
    public <T> List<T> of(List<T> all) {
        int chosen = Math.min(count, all.size());
        return switch (from) {
            case BEGINNING -> all.subList(0, chosen);
            case END -> all.subList(all.size() - chosen, all.size());
            case EVERYWHERE -> spread(all, chosen);
        };
    }

    /** @return in words, for reports: {@code last 200}, {@code all} */
    public String describe() {
        if (count == Integer.MAX_VALUE) {
            return "all";
        }
        return switch (from) {
            case BEGINNING -> "first " + count;
            case END -> "last " + count;
            case EVERYWHERE -> count + " spread evenly";
        };
    }

    private static <T> List<T> spread(List<T> all, int chosen) {
        List<T> spread = new ArrayList<>(chosen);
        for (int i = 0; i < chosen; i++) {
            spread.add(all.get((int) ((long) i * all.size() / chosen)));
        }
        return spread;
    }
}
