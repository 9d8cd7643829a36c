package io.rlpips.detector.configuration;

import io.rlpips.metric.view.View;
import io.rlpips.metric.view.ViewSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How configuration and policies name views: one by one, or all of them as {@code standard}. */
public final class ViewNames {
    private ViewNames() {}

    /**
     * @return the labels of the views that are named besides the picture as it is, each once
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_ARGUMENT for an unknown name
     */
    public static List<String> labels(List<String> names) {
        Set<View> views = new LinkedHashSet<>();
        for (String name : names) {
            if (name.equals(ViewSet.STANDARD.label())) {
                views.addAll(ViewSet.STANDARD.views());
            } else {
                views.add(View.named(name));
            }
        }
        views.remove(View.AS_IS);
        return new ArrayList<>(views.stream().map(View::label).toList());
    }
}
