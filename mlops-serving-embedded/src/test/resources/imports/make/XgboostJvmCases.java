import ml.dmlc.xgboost4j.java.*;
import java.io.*; import java.nio.file.*; import java.util.*; import java.util.zip.*;
/** Fixtures of XGBoost through its JVM binding: java -cp xgboost4j_2.12-3.4.0.jar:commons-logging.jar XgboostJvmCases.java ../xgboost v3.4.0, kryo beside them */
public class XgboostJvmCases {
  static int W = 8;
  public static void main(String[] a) throws Exception {
    Path dir = Path.of(a[0]); String v = a[1]; Files.createDirectories(dir);
    Random r = new Random(34);
    int n = 1200; float[] x = new float[n*W]; float[] y = new float[n]; float[] c = new float[n]; float[] p = new float[n];
    for (int i=0;i<n;i++) { double s = r.nextGaussian()*.5; for (int j=0;j<W;j++) { float cell = j%3==0 ? (float)(Math.rint(r.nextGaussian()*30)/10) : j%3==1 ? r.nextInt(40)-5 : (float) Math.exp(r.nextGaussian()*3); s += (j%2==0?1:-1)*Math.log1p(Math.abs(cell))*Math.signum(cell); x[i*W+j] = r.nextInt(20)==0 ? Float.NaN : cell; }
      y[i] = (float) s; c[i] = s < -1 ? 0 : s < 1 ? 1 : s < 3 ? 2 : 3; p[i] = (float) Math.floor(Math.exp(Math.min(3, Math.max(-3, s/3)))); }
    one(dir, v+"-binary", "json", x, bin(y), n, Map.of("objective","binary:logistic","max_depth",6), 30, r);
    one(dir, v+"-binary-ubj", "ubj", x, bin(y), n, Map.of("objective","binary:logistic","max_depth",4,"base_score",0.3), 20, r);
    one(dir, v+"-softprob", "ubj", x, c, n, Map.of("objective","multi:softprob","num_class",4,"max_depth",4), 10, r);
    one(dir, v+"-regression", "json", x, y, n, Map.of("objective","reg:squarederror","max_depth",6), 20, r);
    one(dir, v+"-poisson", "json", x, p, n, Map.of("objective","count:poisson","max_depth",4), 15, r);
    one(dir, v+"-dart", "json", x, bin(y), n, Map.of("objective","binary:logistic","booster","dart","rate_drop",0.3,"max_depth",4), 15, r);
    one(dir, v+"-forest", "ubj", x, y, n, Map.of("objective","reg:squarederror","num_parallel_tree",5,"subsample",0.7,"colsample_bynode",0.7,"eta",1,"max_depth",6), 3, r);
    one(dir, v+"-linear", "json", x, y, n, Map.of("objective","reg:squarederror","booster","gblinear"), 10, r);
    one(dir, v+"-small-json", "json", x, bin(y), n, Map.of("objective","binary:logistic","max_depth",2), 3, r);
    one(dir, v+"-dropout", "ubj", x, c, n, Map.of("objective","multi:softprob","num_class",4,"rate_drop",0.4,"max_depth",4), 8, r);
    one(dir, v+"-quantiles", "json", x, y, n, Map.of("objective","reg:quantileerror","quantile_alpha","[0.1,0.5,0.9]","max_depth",4), 8, r);
    one(dir, v+"-vector-leaves", "ubj", x, c, n, Map.of("objective","multi:softprob","num_class",4,"multi_strategy","multi_output_tree","max_depth",5), 8, r);
    one(dir, v+"-lossguide", "json", x, bin(y), n, Map.of("objective","binary:logistic","grow_policy","lossguide","max_leaves",40,"max_depth",0), 8, r);
    cat(dir, v+"-categorical", "ubj", n, r);
  }
  static float[] bin(float[] y) { float[] b = y.clone(); for (int i=0;i<b.length;i++) b[i] = b[i] > .8 ? 1 : 0; return b; }
  static void one(Path dir, String name, String ext, float[] x, float[] y, int n, Map<String,Object> params, int rounds, Random r) throws Exception {
    DMatrix m = new DMatrix(x, n, W, Float.NaN); m.setLabel(y); finish(dir, name, ext, m, x, params, rounds, r); }
  static void cat(Path dir, String name, String ext, int n, Random r) throws Exception {
    float[] x = new float[n*W], y = new float[n];
    for (int i=0;i<n;i++) for (int j=0;j<W;j++) { x[i*W+j] = j<2 ? r.nextInt(j==0?5:30) : (float)(Math.rint(r.nextGaussian()*10)/10); if (r.nextInt(20)==0) x[i*W+j]=Float.NaN; y[i] += (j<2 ? (x[i*W+j]%3==1?1:-1) : x[i*W+j]*.3f) ; if (Float.isNaN(y[i])) y[i]=0; }
    DMatrix m = new DMatrix(x, n, W, Float.NaN); m.setLabel(y); m.setFeatureTypes(new String[]{"c","c","q","q","q","q","q","q"});
    finish(dir, name, ext, m, x, Map.of("objective","reg:squarederror","max_depth",5,"max_cat_to_onehot",8), 15, r); }
  static void finish(Path dir, String name, String ext, DMatrix m, float[] x, Map<String,Object> params, int rounds, Random r) throws Exception {
    Map<String,Object> all = new HashMap<>(params); all.put("nthread",1); all.put("seed",1); if(!"gblinear".equals(params.get("booster"))) all.put("tree_method","hist");
    Booster b = XGBoost.train(m, all, rounds, Map.of(), null, null);
    byte[] model = b.toByteArray(ext);
    int rows = 120; float[] t = new float[rows*W]; boolean cats = name.contains("categorical"), lin = name.contains("linear");
    for (int i=0;i<rows*W;i++) { int j=i%W; float cell = x[(r.nextInt(x.length/W))*W+j]; int k=r.nextInt(20);
      if (lin || cats && j<2) { t[i] = cell; if (lin && Float.isNaN(cell)) t[i] = 0; if (cats && k==0) t[i]=Float.NaN; if (cats && k==1) t[i] = 45; continue; }
      t[i] = k==0 ? Float.NaN : k==1 ? Math.nextDown(cell) : k==2 ? Math.nextUp(cell) : k==3 ? -0.0f : k==4 ? 1e-41f : k==5 ? 1e30f : k==6 ? -3.4e38f : cell; }
    DMatrix q = new DMatrix(t, rows, W, Float.NaN); if (cats) q.setFeatureTypes(new String[]{"c","c","q","q","q","q","q","q"});
    float[][] margins = b.predict(q, true, 0), scores = b.predict(q);
    ByteArrayOutputStream o = new ByteArrayOutputStream(); DataOutputStream d = new DataOutputStream(o);
    d.writeInt(rows); d.writeInt(W); d.writeInt(margins[0].length); d.writeInt(scores[0].length);
    for (float f : t) d.writeDouble(f); for (float[] f : margins) for (float g : f) d.writeDouble(g); for (float[] f : scores) for (float g : f) d.writeDouble(g);
    gz(dir.resolve(name+"."+ext+".gz"), model); gz(dir.resolve(name+".rows.gz"), o.toByteArray());
    System.err.println(name+" "+model.length+" bytes");
  }
  static void gz(Path p, byte[] b) throws IOException { try (OutputStream o = new GZIPOutputStream(Files.newOutputStream(p)) {{ def.setLevel(9); }}) { o.write(b); } }
}
