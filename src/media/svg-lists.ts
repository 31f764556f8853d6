/** The elements that an SVG may keep: nothing that runs, links, loads, moves or holds HTML. */
export const SVG_ELEMENTS: ReadonlySet<string> = words(
  'svg g defs symbol use switch title desc path rect circle ellipse line polyline polygon text tspan textPath ' +
    'linearGradient radialGradient stop clipPath mask pattern marker',
)

/** Of a `style` attribute, what is kept as attributes of the same name. */
export const SVG_STYLES: ReadonlySet<string> = words(
  'fill fillOpacity fillRule stroke strokeWidth strokeOpacity strokeLineCap strokeLineJoin strokeMiterLimit ' +
    'strokeDashArray strokeDashOffset opacity stopColor stopOpacity color display visibility clipPath clipRule mask ' +
    'markerStart markerMid markerEnd fontFamily fontSize fontStyle fontWeight textAnchor dominantBaseline ' +
    'letterSpacing wordSpacing paintOrder vectorEffect shapeRendering textRendering',
)

/** The attributes that an SVG may keep, as the parser calls them. */
export const SVG_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...SVG_STYLES,
  ...words(
    'id href viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points pathLength ' +
      'transform gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits ' +
      'patternTransform maskUnits maskContentUnits clipPathUnits markerUnits markerWidth markerHeight orient refX ' +
      'refY dx dy rotate textLength lengthAdjust startOffset role ariaLabel ariaHidden ariaLabelledBy xmlSpace',
  ),
])

function words(text: string): Set<string> {
  return new Set(text.split(' '))
}
