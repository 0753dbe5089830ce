/** The law of the house (docs/architecture.md): features stand on the kernel, the kernel knows no feature. */
module.exports = {
  forbidden: [
    {
      name: 'kernel-knows-no-feature',
      severity: 'error',
      from: { path: '^server/src/kernel', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/src/(features|app|assemble|main)' },
    },
    {
      name: 'features-meet-at-their-index',
      severity: 'error',
      from: { path: '^server/src/features/([^/]+)/' },
      to: { path: '^server/src/features/([^/]+)/', pathNot: ['^server/src/features/$1/', '/index\\.ts$'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'server-and-web-apart',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^server/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|dist|\\.gen\\.ts$)' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
