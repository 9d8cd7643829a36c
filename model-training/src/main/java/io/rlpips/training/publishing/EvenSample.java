package io.rlpips.training.publishing;

import java.util.ArrayList;
import java.util.List;

/**
 * A sample at equal steps of an order, and what it leaves: pictures come class after class, so every class is in both.
 *
 * @param chosen at most as many as asked for
 * @param rest the others, in the same order
 */
record EvenSample<T>(List<T> chosen, List<T> rest) {
    static <T> EvenSample<T> of(List<T> all, int wanted) {
        List<T> chosen = new ArrayList<>();
        List<T> rest = new ArrayList<>();
        long count = Math.min(wanted, all.size());
        for (int i = 0; i < all.size(); i++) {
            // How many steps end at or before the next place tells whether this place is taken.
            boolean taken = (i + 1) * count / all.size() > i * count / all.size();
            (taken ? chosen : rest).add(all.get(i));
        }
        return new EvenSample<>(chosen, rest);
    }
}
