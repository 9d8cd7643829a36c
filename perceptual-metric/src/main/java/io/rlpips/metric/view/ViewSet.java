package io.rlpips.metric.view;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.Locale;

/** Under which views a reference is searched. Each view is a row of the index, so a set is a price as well. */
public enum ViewSet {
    /** The picture as it is, and nothing else. */
    NONE(List.of(View.AS_IS)),
    /** Every view there is: against crops, mirroring, turning and greying. */
    STANDARD(List.of(View.values()));

    private final List<View> views;

    ViewSet(List<View> views) {
        this.views = views;
    }

    /** @throws RlpipsException INVALID_ARGUMENT for an unknown name */
    public static ViewSet named(String label) {
        try {
            return valueOf(label.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "unknown set of views '" + label + "', known: none, standard",
                    unknown);
        }
    }

    /** @return lower case */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return {@link View#AS_IS} first, the others in the order they are declared in */
    public List<View> views() {
        return views;
    }
}
