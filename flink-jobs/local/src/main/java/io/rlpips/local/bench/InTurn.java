package io.rlpips.local.bench;

import java.util.ArrayList;
import java.util.List;

/** Goes through a list again and again. For one thread. */
final class InTurn<T> {
    private final List<T> items;
    private int next;

    /** @param first any number: where to begin, so that threads do not go side by side */
    InTurn(List<T> items, int first) {
        this.items = items;
        this.next = first % items.size();
    }

    T next() {
        T item = items.get(next);
        next = (next + 1) % items.size();
        return item;
    }

    List<T> next(int count) {
        List<T> several = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            several.add(next());
        }
        return several;
    }
}
