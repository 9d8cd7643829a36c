package io.rlpips.metric.bundle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of tensors in published checkpoints mean, whoever wrote them. */
final class CheckpointName {
    static final String SHIFT = "scaling_layer.shift";
    static final String SCALE = "scaling_layer.scale";

    private static final String FEATURES = "features.";
    /** Added once by every DataParallel wrapper around a network. */
    private static final String WRAPPED = "module.";
    /** The network inside LPIPS, cut into one slice a tap; the second number is torchvision's. */
    private static final Pattern SLICE = Pattern.compile("net\\.slice\\d+\\.(\\d+\\..+)");
    /** A 1x1 convolution, behind a dropout layer or not; LPIPS stores every head under both names. */
    private static final Pattern HEAD = Pattern.compile("(?:lin|lins\\.)(\\d{1,2})\\.(?:model\\.\\d\\.)?weight");

    private CheckpointName() {}

    /**
     * @param name as in the file
     * @return {@code backbone.features.*}, {@code heads.<tap>} or {@code scaling_layer.*}; empty for what the metric does
     *     not need, such as a classifier
     */
    static Optional<String> canonical(String name) {
        String bare = name;
        while (bare.startsWith(WRAPPED)) {
            bare = bare.substring(WRAPPED.length());
        }
        Matcher slice = SLICE.matcher(bare);
        if (slice.matches()) {
            return Optional.of(BundleTensors.BACKBONE_PREFIX + FEATURES + slice.group(1));
        }
        Matcher head = HEAD.matcher(bare);
        if (head.matches()) {
            return Optional.of(BundleTensors.HEAD_PREFIX + Integer.parseInt(head.group(1)));
        }
        if (bare.startsWith(FEATURES)) {
            return Optional.of(BundleTensors.BACKBONE_PREFIX + bare);
        }
        boolean own =
                bare.startsWith(BundleTensors.BACKBONE_PREFIX + FEATURES) || bare.startsWith(BundleTensors.HEAD_PREFIX);
        return own || bare.equals(SHIFT) || bare.equals(SCALE) ? Optional.of(bare) : Optional.empty();
    }
}
