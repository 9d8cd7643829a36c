package io.rlpips.training.robustness;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;

/** Figure 2 of the paper: how the distances of attacked copies are distributed under each model. */
final class DistanceHistograms {
    private DistanceHistograms() {}

    /**
     * @param values raw or normalised
     * @return a PNG file
     */
    static byte[] png(
            String title, String axis, List<AttackedDistances> models, Function<AttackedDistances, double[]> values) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(450)
                .title(title)
                .xAxisTitle(axis)
                .yAxisTitle("share of pictures")
                .build();
        chart.getStyler()
                .setDefaultSeriesRenderStyle(XYSeriesRenderStyle.StepArea)
                .setMarkerSize(0);
        chart.getStyler().setYAxisMin(0.0).setXAxisDecimalPattern("0.00").setYAxisDecimalPattern("0.00");
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        double top = models.stream()
                .flatMapToDouble(model -> Arrays.stream(values.apply(model)))
                .max()
                .orElseThrow();
        double[] edges = IntStream.rangeClosed(0, Separation.BINS)
                .mapToDouble(bin -> top * bin / Separation.BINS)
                .toArray();
        for (AttackedDistances model : models) {
            // a step reaches to the next edge, and so does the last one
            double[] shares = Arrays.copyOf(Separation.shares(values.apply(model), top), edges.length);
            shares[edges.length - 1] = shares[edges.length - 2];
            chart.addSeries(model.measured(), edges, shares);
        }
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot draw a histogram: " + failure, failure);
        }
        return picture.toByteArray();
    }
}
